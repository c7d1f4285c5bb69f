import { cx, State, Time, type Column } from '../../kit/index.js';
import { ROLES, grantWords, scopeLines } from './grant-words.js';
import type { LastUse } from './key-use.js';
import { callsWords, workLines, type DayWork } from './key-work.js';
import css from './Keys.module.css';
import { RevokeButton } from './RevokeButton.js';
import type { KeyRow } from './revocation.js';

export const KEY_COLUMNS: readonly Column<KeyRow>[] = [
  { id: 'name', header: 'Name', isTitle: true, sortBy: ({ entry }) => entry.id, cell: nameCell },
  { id: 'roles', header: 'Roles', sortBy: ({ entry }) => entry.roles.join(), cell: rolesCell },
  { id: 'may', header: 'Reaches', cell: scopeCell },
  { id: 'used', header: 'Last used', sortBy: usedAt, cell: usedCell },
  {
    id: 'calls',
    header: 'Calls, 24 h',
    align: 'end',
    sortBy: ({ work }) => work?.calls ?? 0,
    cell: ({ work }) => <Calls of={work} />,
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

function rolesCell({ entry: { roles } }: KeyRow) {
  if (roles.length === 0) return <span className={css.muted}>No role</span>;
  return ROLES.filter(({ value }) => roles.includes(value))
    .map(({ label }) => label)
    .join(', ');
}

function scopeCell({ entry }: KeyRow) {
  const lines = scopeLines(entry);
  if (lines.length === 0) return <span className={css.muted}>Nothing</span>;
  return (
    <ul className={css.scope} title={grantWords(entry).may.join('\n')}>
      {lines.map((line) => (
        <li key={line}>{line.charAt(0).toUpperCase() + line.slice(1)}</li>
      ))}
    </ul>
  );
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

/** Calls is how many calls of models and tools there were; which, and why there may be more, is in the tip and in the plan of revoking. */
function Calls({ of: work }: { readonly of: DayWork | undefined }) {
  if (work === undefined) return <span className={css.muted}>Unknown</span>;
  const words = callsWords(work);
  return (
    <span title={workLines(work).join('\n')} {...(work.calls === 0 && { className: css.muted })}>
      {words}
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
        <span className={css.muted}>Change it there</span>
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
