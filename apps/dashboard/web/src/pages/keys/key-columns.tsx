import { cx, State, Time, type Column } from '../../kit/index.js';
import { ROLES, grantWords, scopeLines, type Role } from './grant-words.js';
import { limitsLine, limitWords, rateLine, rateWords } from './key-rate.js';
import type { KeyRow } from './key-row.js';
import { spendLines, spendWords } from './key-spend.js';
import type { LastUse } from './key-use.js';
import { callsWords, gapLine, workLines } from './key-work.js';
import css from './Keys.module.css';
import { RevokeButton } from './RevokeButton.js';

export const KEY_COLUMNS: readonly Column<KeyRow>[] = [
  { id: 'name', header: 'Name', isTitle: true, sortBy: ({ entry }) => entry.id, cell: nameCell },
  { id: 'roles', header: 'Roles, scopes', sortBy: ({ entry }) => entry.roles.join(), cell: grantCell },
  { id: 'used', header: 'Last used', sortBy: usedAt, cell: usedCell },
  {
    id: 'rate',
    header: 'Rate, 1 h',
    align: 'end',
    sortBy: ({ rate }) => rate?.calls ?? 0,
    cell: rateCell,
  },
  {
    id: 'spend',
    header: 'Tokens, 24 h',
    align: 'end',
    sortBy: ({ spend }) => (spend ? spend.input + spend.output : 0),
    cell: spendCell,
  },
  {
    id: 'calls',
    header: 'Calls, 24 h',
    align: 'end',
    isOptional: true,
    sortBy: ({ work }) => work?.calls ?? 0,
    cell: callsCell,
  },
  { id: 'expires', header: 'Expires', sortBy: ({ entry }) => entry.expires_at ?? '9', cell: expiryCell },
  {
    id: 'source',
    header: 'Owner',
    sortBy: ({ entry }) => entry.created_by ?? entry.source,
    cell: sourceCell,
  },
  {
    id: 'actions',
    header: 'Actions',
    isHeaderHidden: true,
    align: 'end',
    cell: (row) => <RevokeButton row={row} />,
  },
];

function nameCell({ entry: { id, note } }: KeyRow) {
  return (
    <span className={css.name}>
      <strong>{id}</strong>
      {note != null && <span className={css.muted}>{note}</span>}
    </span>
  );
}

function grantCell({ entry }: KeyRow) {
  const lines = scopeLines(entry);
  return (
    <div className={css.grant} title={grantWords(entry).may.join('\n')}>
      <Roles of={entry.roles} />
      {lines.length === 0 && <span className={css.muted}>Reaches nothing</span>}
      <ul>
        {lines.map((line) => (
          <li key={line}>{line.charAt(0).toUpperCase() + line.slice(1)}</li>
        ))}
      </ul>
    </div>
  );
}

function Roles({ of: roles }: { readonly of: readonly Role[] }) {
  if (roles.length === 0) return <span className={css.muted}>No role</span>;
  const labels = ROLES.filter(({ value }) => roles.includes(value)).map(({ label }) => label);
  return <span className={css.roles}>{labels.join(', ')}</span>;
}

function usedAt({ use }: KeyRow): string {
  return use.kind === 'used' ? use.at : '';
}

function usedCell({ use, work }: KeyRow) {
  const names = [work?.lastModel?.name, work?.lastTool?.name].filter((name) => name !== undefined);
  return (
    <span className={cx(css.source, css.lastUse)}>
      <Used use={use} />
      {names.map((name) => (
        <code key={name} className={css.last}>
          {name}
        </code>
      ))}
    </span>
  );
}

/** Which calls they were, and why there may be more, is in the tip and in the plan of revoking. */
function rateCell({ rate, work }: KeyRow) {
  if (rate === undefined) return <span className={css.muted}>Unknown</span>;
  const limit = limitWords(rate);
  const tip = [rateLine(rate), limitsLine(rate), ...(work ? workLines(work) : [])];
  return (
    <span className={css.source} title={tip.filter((line) => line !== undefined).join('\n')}>
      <span {...(rate.calls === 0 && { className: css.muted })}>{rateWords(rate)}</span>
      {limit !== undefined && <span className={css.muted}>{limit}</span>}
    </span>
  );
}

function callsCell({ work }: KeyRow) {
  if (work === undefined) return <span className={css.muted}>Unknown</span>;
  return <span {...(work.calls === 0 && { className: css.muted })}>{callsWords(work)}</span>;
}

function spendCell({ spend }: KeyRow) {
  if (spend === undefined) return <span className={css.muted}>Unknown</span>;
  const tip = [...spendLines(spend), ...spend.gaps.map(gapLine)];
  return (
    <span title={tip.join('\n')} {...(spend.input + spend.output === 0 && { className: css.muted })}>
      {spendWords(spend)}
    </span>
  );
}

function Used({ use }: { readonly use: LastUse }) {
  switch (use.kind) {
    case 'used':
      return (
        <span className={cx(css.used, css.when)}>
          <Time at={use.at} /> <span className={css.muted}>{use.app}</span>
        </span>
      );
    case 'never':
      return <span className={css.muted}>Never</span>;
    case 'not-since':
      return (
        <span className={cx(css.source, css.muted, css.when)}>
          <span>Not since</span>
          <Time at={use.since} />
        </span>
      );
    default:
      return <span className={css.muted}>Unknown</span>;
  }
}

function expiryCell({ entry: { expires_at } }: KeyRow) {
  if (expires_at === null) return <span className={css.muted}>Never</span>;
  if (Date.parse(expires_at) <= Date.now()) return <State kind="off">Expired</State>;
  return (
    <span className={cx(css.when, css.expiry)}>
      <Time at={expires_at} />
    </span>
  );
}

function sourceCell({ entry: { source, created_at, created_by } }: KeyRow) {
  if (source === 'clients.yaml') {
    return (
      <span className={css.source}>
        <code>clients.yaml</code>
        <span className={cx(css.muted, css.whole)}>Change it there</span>
      </span>
    );
  }
  return (
    <span className={css.source}>
      <span>{created_by ?? 'Unknown'}</span>
      {created_at !== undefined && (
        <span className={cx(css.muted, css.when)}>
          <Time at={created_at} />
        </span>
      )}
    </span>
  );
}
