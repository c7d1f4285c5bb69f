import { useMemo } from 'react';
import { sentence } from '../../api/problem.js';
import type { ServiceList } from '../../api/ops-views.js';
import { useServices } from '../../data/queries.js';
import { STALE_MS } from '../../data/node-use.js';
import { useReadAlong } from '../../data/read-along.js';
import { useUses, usesQuery } from '../../data/uses.js';
import {
  Age,
  ColumnChoice,
  DataTable,
  Empty,
  LinkButton,
  NoMatch,
  Note,
  PageHead,
  Resource,
  SearchField,
  Select,
  type RowGrouping,
} from '../../kit/index.js';
import { Freshness } from '../../live/Freshness.js';
import { useUrlState } from '../../shell/url-state.js';
import { counted } from '../../time/format.js';
import { GroupHeading } from './GroupHeading.js';
import { groupingIn, GROUPINGS, groupOf, nodesOfSeveral, type Grouping } from './row-grouping.js';
import { COLUMNS_BY_GROUP } from './service-columns.js';
import { serviceRows, type ServiceRow } from './service-rows.js';
import css from './Services.module.css';

/** ServicesPage lists every service of every node. */
export function ServicesPage() {
  const query = useServices();
  useReadAlong(usesQuery);
  const [node] = useUrlState('node');
  return (
    <>
      <PageHead
        title="Services"
        aside={<Freshness at={query.dataUpdatedAt} />}
        actions={
          <LinkButton to="/services/logs" search={{ node: node === '' ? undefined : node }}>
            Logs together
          </LinkButton>
        }
      />
      <Resource query={query} what="services">
        {(list) => <Services list={list} />}
      </Resource>
    </>
  );
}

const EVERY_NODE = { value: 'all', label: 'Every node' };

function Services({ list }: { readonly list: ServiceList }) {
  const [text, setText] = useUrlState('filter');
  const [node, setNode] = useUrlState('node');
  const [sort, setSort] = useUrlState('sort');
  const [asked, setGrouping] = useUrlState<Grouping>('group', 'node');
  const grouping = groupingIn(asked);
  const { data: uses, dataUpdatedAt: at, isError: isFailed } = useUses();
  const rows = useMemo(() => serviceRows(list, { uses, at, isFailed }), [list, uses, at, isFailed]);
  const nodes = useMemo(() => [...new Set(rows.map(({ service }) => service.node))].toSorted(), [rows]);
  const shown = useMemo(() => rows.filter(matches(text, node)), [rows, text, node]);
  const groups = useGroups(grouping, rows, list);
  const columns = COLUMNS_BY_GROUP[grouping];
  const clear = () => {
    setText('');
    setNode('');
  };
  if (rows.length === 0 && list.problems.length === 0) return <FirstUse />;
  return (
    <>
      <Problems list={list} />
      <div className={css.filters}>
        <SearchField label="Filter services" value={text} onChange={setText} isFilter />
        {nodes.length > 1 && (
          <Select
            label="Node"
            isLabelHidden
            value={node === '' ? 'all' : node}
            options={[EVERY_NODE, ...nodes.map((id) => ({ value: id, label: id }))]}
            onChange={(value) => setNode(value === 'all' ? '' : value)}
          />
        )}
        <Select label="Groups" isLabelHidden value={grouping} options={GROUPINGS} onChange={setGrouping} />
        <span className={css.muted}>
          {missing(list).length > 0 && 'At least '}
          {counted(shown.length, 'service')}
          {shown.length < rows.length && ` of ${rows.length}`}
        </span>
        <FiguresAge rows={shown} />
        <ColumnChoice table="services" label="services" columns={columns} />
      </div>
      {shown.length === 0 && rows.length > 0 ? (
        <NoMatch among={rows.length} onClear={clear} />
      ) : (
        <DataTable
          label="Services"
          name="services"
          rows={shown}
          columns={columns}
          groups={groups}
          rowKey={({ service }) => `${service.node}/${service.name}`}
          sort={sort}
          onSort={setSort}
          isStale={({ seenAt }) => seenAt !== undefined}
        />
      )}
    </>
  );
}

/** Made anew only when a heading may say something else. */
function useGroups(
  grouping: Grouping,
  rows: readonly ServiceRow[],
  list: ServiceList,
): RowGrouping<ServiceRow> | undefined {
  return useMemo(() => {
    if (grouping === 'nothing') return undefined;
    return {
      keyOf: groupOf(grouping, nodesOfSeveral(rows)),
      heading: (name, own) => <GroupHeading name={name} rows={own} list={list} />,
    };
  }, [grouping, rows, list]);
}

/** The oldest of those that are not marked as old in their own rows. */
function FiguresAge({ rows }: { readonly rows: readonly ServiceRow[] }) {
  const newest = Math.max(0, ...rows.map(({ readAt }) => readAt));
  const times = rows.map(({ readAt }) => readAt).filter((at) => at > 0 && newest - at <= STALE_MS);
  if (times.length === 0) return null;
  return (
    <span className={css.muted}>
      Figures read <Age at={Math.min(...times)} staleMs={STALE_MS} />
    </span>
  );
}

function Problems({ list }: { readonly list: ServiceList }) {
  return list.problems.map((problem) => (
    <Note key={`${problem.node} ${problem.code}`} kind="unknown" title={titleOf(problem.node, list)}>
      {sentence(problem.reason)}
    </Note>
  ));
}

function titleOf(node: string, list: ServiceList): string {
  if (missing(list).includes(node)) return `Node ${node} did not answer: its services are missing`;
  return list.services.some((service) => service.node === node)
    ? `What the files of node ${node} say is not known`
    : `Node ${node} did not answer: its services are as they were last seen`;
}

/** Nodes of whose services nothing is known. */
function missing({ services, problems, lost }: ServiceList): string[] {
  const known = new Set([...services, ...lost].map(({ node }) => node));
  return problems.map(({ node }) => node).filter((node) => !known.has(node));
}

function matches(text: string, node: string) {
  const wanted = text.trim().toLowerCase();
  return ({ service, state }: ServiceRow) => {
    if (node !== '' && service.node !== node) return false;
    const image = service.containers[0]?.image ?? '';
    const where = `${service.name} ${service.node} ${image} ${state.word}`.toLowerCase();
    return where.includes(wanted);
  };
}

function FirstUse() {
  return (
    <Empty title="No services yet">
      <p>
        Services are those of the Compose projects in <code>config/nodes.yaml</code>. Copy{' '}
        <code>config/nodes.yaml.example</code> there and start the worker again.
      </p>
    </Empty>
  );
}
