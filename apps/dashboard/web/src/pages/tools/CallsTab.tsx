import { timelinePath, type AuditEvent } from '../../api/audit.js';
import { Button, DataTable, Empty, Link, Note, Resource, State, Time, type Column } from '../../kit/index.js';
import { useMay } from '../../session/use-session.js';
import { useUrlState } from '../../shell/url-state.js';
import { counted, duration } from '../../time/format.js';
import { useCalls } from './tool-queries.js';
import css from './Tools.module.css';

/** CallsTab is what the audit knows of a server's newest calls. */
export function CallsTab({ server }: { readonly server: string }) {
  const mayRead = useMay('read_audit');
  const [sort, setSort] = useUrlState('calls');
  const query = useCalls(server, mayRead);
  if (!mayRead) {
    return (
      <Note kind="off" title="You may not read the audit">
        Calls are kept there. Your key lacks the permission read_audit.
      </Note>
    );
  }
  return (
    <Resource query={query} what="calls">
      {({ pages }) => {
        const calls = pages.flat();
        if (calls.length === 0) return <NoCalls server={server} />;
        return (
          <>
            <p className={css.muted}>
              {query.hasNextPage && 'At least '}
              {counted(calls.length, 'call')}
            </p>
            <DataTable
              label={`Calls of ${server}`}
              rows={calls}
              columns={COLUMNS}
              rowKey={({ event_id }) => event_id}
              sort={sort}
              onSort={setSort}
            />
            {query.hasNextPage && (
              <Button onPress={() => void query.fetchNextPage()} isDisabled={query.isFetchingNextPage}>
                Show older calls
              </Button>
            )}
          </>
        );
      }}
    </Resource>
  );
}

function NoCalls({ server }: { readonly server: string }) {
  return (
    <Empty title={`No call of ${server} yet`}>
      <p>Each call of a tool is in the audit, unless the router runs without Redis.</p>
    </Empty>
  );
}

const RESULTS: Readonly<Record<string, readonly ['ok' | 'failed' | 'off', string]>> = {
  ok: ['ok', 'Done'],
  error: ['failed', 'Failed'],
  denied: ['off', 'Denied'],
};

const COLUMNS: readonly Column<AuditEvent>[] = [
  {
    id: 'tool',
    header: 'Tool',
    isTitle: true,
    sortBy: ({ resource }) => resource,
    cell: ({ resource }) => <span className={css.name}>{resource.slice(resource.indexOf('/') + 1)}</span>,
  },
  { id: 'ts', header: 'Time', sortBy: ({ ts }) => ts, cell: ({ ts }) => <Time at={ts} /> },
  {
    id: 'actor',
    header: 'Client',
    sortBy: ({ actor }) => actor,
    cell: ({ actor }) => <span className={css.name}>{actor}</span>,
  },
  {
    id: 'result',
    header: 'Result',
    sortBy: ({ result }) => result,
    cell: ({ result, metadata: { code } }) => {
      const [kind, word] = RESULTS[result] ?? (['off', result] as const);
      return (
        <span className={css.two}>
          <State kind={kind}>{word}</State>
          {typeof code === 'string' && <span className={css.muted}>{code}</span>}
        </span>
      );
    },
  },
  {
    id: 'rule',
    header: 'Decided by',
    cell: ({ metadata: { rule } }) => (typeof rule === 'string' && rule !== '' ? <code>{rule}</code> : null),
  },
  {
    id: 'ms',
    header: 'Duration',
    align: 'end',
    sortBy: ({ metadata: { duration_ms: ms } }) => (typeof ms === 'number' ? ms : 0),
    cell: ({ metadata: { duration_ms: ms } }) => (typeof ms === 'number' ? duration(ms) : null),
  },
  {
    id: 'timeline',
    header: 'Timeline',
    isHeaderHidden: true,
    align: 'end',
    cell: ({ correlation_id: id, resource }) =>
      typeof id === 'string' ? (
        <Link to={timelinePath(id)}>
          Timeline<span className="unseen"> of {resource}</span>
        </Link>
      ) : null,
  },
];
