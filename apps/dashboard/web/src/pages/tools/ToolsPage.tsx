import { sentence } from '../../api/problem.js';
import type { ListedServer, ServerList } from '../../api/tool-registry.js';
import { useReadAlong } from '../../data/read-along.js';
import { useCanAct } from '../../data/use-can-act.js';
import {
  cx,
  ColumnChoice,
  DataTable,
  Empty,
  Link,
  LinkButton,
  NoMatch,
  Note,
  PageHead,
  Resource,
  SearchField,
  State,
  Time,
  type Column,
} from '../../kit/index.js';
import { Freshness } from '../../live/Freshness.js';
import { useMay } from '../../session/use-session.js';
import { useUrlState } from '../../shell/url-state.js';
import { counted } from '../../time/format.js';
import { Counts } from './Counts.js';
import { QuarantinePanel } from './QuarantinePanel.js';
import { eraOf, serverPath, serverState, transportOf } from './server-state.js';
import { ServerActions } from './ServerActions.js';
import { reachQuery } from './reach-query.js';
import { quarantineQuery, useServerList } from './tool-queries.js';
import css from './Tools.module.css';

/** ToolsPage shows first what waits for a decision, then every tool server. */
export function ToolsPage() {
  const query = useServerList();
  useReadAlong(quarantineQuery, reachQuery);
  const may = useMay('administer');
  const canAct = useCanAct('router');
  const mayAdd = may && canAct;
  return (
    <>
      <PageHead
        title="Tools"
        aside={<Freshness at={query.dataUpdatedAt} />}
        actions={
          mayAdd && (
            <LinkButton to="/tools/add" look="accent">
              Add a server
            </LinkButton>
          )
        }
      />
      <Resource query={query} what="tool servers">
        {(list) => <Servers list={list} mayAdd={mayAdd} />}
      </Resource>
    </>
  );
}

interface Row extends ListedServer {
  readonly transport: string;
}

function Servers({ list, mayAdd }: { readonly list: ServerList; readonly mayAdd: boolean }) {
  const [text, setText] = useUrlState('filter');
  const [sort, setSort] = useUrlState('sort');
  const rows = list.servers.map((server) => ({
    ...server,
    transport: transportOf(server, list.registry[server.id]),
  }));
  const shown = rows.filter(matching(text));
  return (
    <>
      <QuarantinePanel servers={list.servers} />
      {list.problems.length > 0 && (
        <Note kind="attention" title="A file of the registry is refused; the last good one is in force">
          {list.problems.map((problem) => (
            <p key={problem}>{problem}</p>
          ))}
        </Note>
      )}
      {rows.length === 0 ? (
        <Empty title="No tool servers yet">
          <p>
            Tool servers give models something to do: search, files, repositories. Each is behind one MCP
            endpoint.
          </p>
          {mayAdd && (
            <p>
              <Link to="/tools/add">Add the first one</Link>, from the catalogue or by image, command or URL.
            </p>
          )}
        </Empty>
      ) : (
        <div className={css.filters}>
          <SearchField label="Filter servers" value={text} onChange={setText} isFilter />
          <span className={css.muted}>
            {counted(shown.length, 'server')}
            {shown.length < rows.length && ` of ${rows.length}`}
          </span>
          <ColumnChoice table="tools" label="tool servers" columns={COLUMNS} />
        </div>
      )}
      {rows.length > 0 && shown.length === 0 && <NoMatch among={rows.length} onClear={() => setText('')} />}
      {shown.length > 0 && (
        <DataTable
          label="Tool servers"
          name="tools"
          rows={shown}
          columns={COLUMNS}
          rowKey={({ id }) => id}
          sort={sort}
          onSort={setSort}
        />
      )}
    </>
  );
}

function matching(text: string) {
  const wanted = text.trim().toLowerCase();
  return (row: Row) =>
    `${row.id} ${serverState(row).word} ${row.transport} ${row.project ?? ''}`.toLowerCase().includes(wanted);
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'server',
    header: 'Server',
    isTitle: true,
    sortBy: ({ id }) => id,
    cell: ({ id, project }) => (
      <span className={css.two}>
        <Link to={serverPath(id)}>{id}</Link>
        {project !== undefined && <span className={css.muted}>of project {project}</span>}
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    sortBy: (row) => serverState(row).word,
    cell: (row) => (
      <span className={css.two}>
        <State kind={serverState(row).kind}>{serverState(row).word}</State>
        {row.reason !== undefined && <span className={css.reason}>{sentence(row.reason)}</span>}
      </span>
    ),
  },
  {
    id: 'transport',
    header: 'Transport',
    sortBy: ({ transport }) => transport,
    cell: (row) => (
      <span className={cx(css.two, css.nowrap)}>
        <span>{row.transport}</span>
        {eraOf(row) !== undefined && <span className={css.muted}>{eraOf(row)}</span>}
      </span>
    ),
  },
  {
    id: 'tools',
    header: 'Tools',
    sortBy: ({ tools }) => tools.allowed,
    cell: (row) => <Counts of={row.tools} />,
  },
  {
    id: 'last',
    header: 'Last call',
    sortBy: ({ last_call }) => last_call ?? '',
    cell: ({ last_call }) =>
      last_call === undefined ? <span className={css.muted}>None yet</span> : <Time at={last_call} />,
  },
  {
    id: 'errors',
    header: 'Errors, 1 h',
    align: 'end',
    sortBy: ({ errors_last_hour }) => errors_last_hour,
    cell: ({ errors_last_hour }) => errors_last_hour,
  },
  {
    id: 'actions',
    header: 'Actions',
    isHeaderHidden: true,
    align: 'end',
    cell: (row) => <ServerActions server={row} />,
  },
];
