import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { readKeys, readKeyUses, type KeyList, type KeyUses } from '../../api/keys.js';
import { useCanAct } from '../../data/use-can-act.js';
import {
  Button,
  ColumnChoice,
  DataTable,
  Empty,
  NoMatch,
  Note,
  PageHead,
  Resource,
  SearchField,
} from '../../kit/index.js';
import { useMay } from '../../session/use-session.js';
import { useUrlState } from '../../shell/url-state.js';
import { counted } from '../../time/format.js';
import { KEY_COLUMNS } from './key-columns.js';
import { rowOf, type KeyRow } from './key-row.js';
import css from './Keys.module.css';
import { RevokedKeys } from './RevokedKeys.js';

const MakeKeyDialog = lazy(async () => ({ default: (await import('./MakeKeyDialog.js')).MakeKeyDialog }));

/** KeysPage is whose keys there are, what they may do, and when they were last used; and how one is made. */
export function KeysPage() {
  const may = useMay('administer');
  return may ? <Keys /> : <NoRight />;
}

function NoRight() {
  return (
    <>
      <PageHead title="Keys" />
      <Note kind="off" title="Your key may not read keys">
        The permission that is missing is <code>administer</code>; the role <code>admin</code> has it.
      </Note>
    </>
  );
}

/** When keys were used is nothing that the stream tells. */
const USES_EVERY_MS = 30_000;

function Keys() {
  const list = useQuery({ queryKey: ['keys', 'list'], queryFn: ({ signal }) => readKeys(signal) });
  const uses = useQuery({
    queryKey: ['keys', 'uses'],
    queryFn: ({ signal }) => readKeyUses(signal),
    refetchInterval: USES_EVERY_MS,
  });
  const client = useQueryClient();
  const canAct = useCanAct('ops');
  const [isMaking, setMaking] = useState(false);
  return (
    <>
      <PageHead
        title="Keys"
        actions={
          canAct && (
            <Button look="accent" onPress={() => setMaking(true)}>
              Make a key
            </Button>
          )
        }
      />
      <MissingApps uses={uses.data} isFailed={uses.isError} />
      <Resource query={list} what="keys">
        {(data) => <KeyLists list={data} uses={uses.data} />}
      </Resource>
      <Suspense>
        {isMaking && (
          <MakeKeyDialog
            taken={takenIn(list.data)}
            onMade={() => void client.invalidateQueries({ queryKey: ['keys'] })}
            onClose={() => setMaking(false)}
          />
        )}
      </Suspense>
    </>
  );
}

function takenIn(list: KeyList | undefined): readonly string[] {
  return [...(list?.keys ?? []), ...(list?.revoked ?? [])].map(({ id }) => id);
}

/** An app that did not tell may have taken any of the keys. */
function MissingApps({ uses, isFailed }: { readonly uses: KeyUses | undefined; readonly isFailed: boolean }) {
  const missing = (uses?.apps ?? []).filter(({ since }) => since === null);
  if (missing.length === 0 && !isFailed) return null;
  const who = missing.map(({ name }) => name).join(' and ');
  return (
    <Note
      kind="unknown"
      title={who === '' ? 'When keys were last used could not be read' : `Uses at the ${who} are missing`}
    >
      {missing.map(({ reason }) => reason).join('; ')}
    </Note>
  );
}

function KeyLists({ list, uses }: { readonly list: KeyList; readonly uses: KeyUses | undefined }) {
  const [text, setText] = useUrlState('filter');
  const [sort, setSort] = useUrlState('sort');
  const rows = useMemo(() => list.keys.map((entry) => rowOf(entry, uses, Date.now())), [list, uses]);
  const shown = useMemo(() => rows.filter(isAbout(text)), [rows, text]);
  if (rows.length === 0 && list.revoked.length === 0) return <FirstUse />;
  return (
    <>
      <div className={css.filters}>
        <SearchField label="Filter keys" value={text} onChange={setText} isFilter />
        <span className={css.muted}>
          {counted(shown.length, 'key')}
          {shown.length < rows.length && ` of ${rows.length}`}
        </span>
        <ColumnChoice table="keys" label="keys" columns={KEY_COLUMNS} />
        {(uses?.gaps ?? []).map(({ kind, reason }) => (
          <span key={kind + reason} className={css.muted}>
            More calls of {kind}s may have been: {reason}.
          </span>
        ))}
        {uses?.limits === null && (
          <span className={css.muted}>Limits of rate could not be read: {uses.limits_reason}.</span>
        )}
      </div>
      {shown.length === 0 && rows.length > 0 ? (
        <NoMatch among={rows.length} onClear={() => setText('')} />
      ) : (
        <DataTable
          label="Keys"
          name="keys"
          rows={shown}
          columns={KEY_COLUMNS}
          rowKey={({ entry }) => entry.id}
          sort={sort}
          onSort={setSort}
        />
      )}
      <RevokedKeys keys={list.revoked} />
    </>
  );
}

function isAbout(text: string) {
  const wanted = text.trim().toLowerCase();
  return ({ entry: { id, roles, note, source, created_by } }: KeyRow) =>
    [id, ...roles, note ?? '', source, created_by ?? ''].join(' ').toLowerCase().includes(wanted);
}

function FirstUse() {
  return (
    <Empty title="No keys yet">
      <p>
        A key tells the apps who calls, and what they may: its roles say what, its scopes where. With the
        first key the gateway and the router ask everybody for one. Make it here, or write it into{' '}
        <code>config/clients.yaml</code> with <code>make key NAME=laptop</code>.
      </p>
    </Empty>
  );
}
