import { useMemo } from 'react';
import { sentence } from '../../api/problem.js';
import type { Service, ServiceList } from '../../api/ops-views.js';
import { servicePath } from '../../data/live-views.js';
import { OpsAway } from '../../data/OpsAway.js';
import { useServices } from '../../data/queries.js';
import { serviceState } from '../../data/service-state.js';
import {
  DataTable,
  Empty,
  Link,
  NoMatch,
  Note,
  PageHead,
  Resource,
  SearchField,
  Select,
  State,
  Time,
  type Column,
} from '../../kit/index.js';
import { Freshness } from '../../live/Freshness.js';
import { useUrlState } from '../../shell/url-state.js';
import { counted, shortDigest } from '../../time/format.js';
import { Actions } from './Actions.js';
import css from './Services.module.css';

/** ServicesPage lists every service of every node. */
export function ServicesPage() {
  const query = useServices();
  return (
    <>
      <PageHead title="Services" aside={<Freshness at={query.dataUpdatedAt} />} />
      <OpsAway />
      <Resource query={query} what="services">
        {(list) => <Services list={list} />}
      </Resource>
    </>
  );
}

function Services({ list: { services, problems } }: { readonly list: ServiceList }) {
  const [text, setText] = useUrlState('filter');
  const [node, setNode] = useUrlState('node');
  const [sort, setSort] = useUrlState('sort');
  const nodes = useMemo(() => [...new Set(services.map((service) => service.node))].toSorted(), [services]);
  const shown = useMemo(() => services.filter(matches(text, node)), [services, text, node]);
  const clear = () => {
    setText('');
    setNode('');
  };
  if (services.length === 0 && problems.length === 0) return <FirstUse />;
  return (
    <>
      {problems.map((problem) => (
        <Note
          key={problem.node}
          kind="unknown"
          title={`Node ${problem.node} did not answer: its services are missing`}
        >
          {sentence(problem.reason)}
        </Note>
      ))}
      <div className={css.filters}>
        <SearchField label="Filter services" value={text} onChange={setText} isFilter />
        {nodes.length > 1 && (
          <Select
            label="Node"
            isLabelHidden
            value={node === '' ? 'all' : node}
            options={[{ value: 'all', label: 'All nodes' }, ...nodes.map((id) => ({ value: id, label: id }))]}
            onChange={(value) => setNode(value === 'all' ? '' : value)}
          />
        )}
        <span className={css.muted}>
          {problems.length > 0 && 'At least '}
          {counted(shown.length, 'service')}
          {shown.length < services.length && ` of ${services.length}`}
        </span>
      </div>
      {shown.length === 0 && services.length > 0 ? (
        <NoMatch among={services.length} onClear={clear} />
      ) : (
        <DataTable
          label="Services"
          rows={shown}
          columns={COLUMNS}
          rowKey={({ node: on, name }) => `${on}/${name}`}
          sort={sort}
          onSort={setSort}
        />
      )}
    </>
  );
}

function matches(text: string, node: string) {
  const wanted = text.trim().toLowerCase();
  return (service: Service) => {
    if (node !== '' && service.node !== node) return false;
    const image = service.containers[0]?.image ?? '';
    const where = `${service.name} ${service.node} ${image} ${serviceState(service).word}`.toLowerCase();
    return where.includes(wanted);
  };
}

const COLUMNS: readonly Column<Service>[] = [
  {
    id: 'name',
    header: 'Service',
    isTitle: true,
    sortBy: ({ name }) => name,
    cell: (service) => <Link to={servicePath(service)}>{service.name}</Link>,
  },
  {
    id: 'state',
    header: 'State',
    sortBy: (service) => serviceState(service).word,
    cell: (service) => {
      const { kind, word } = serviceState(service);
      return <State kind={kind}>{word}</State>;
    },
  },
  { id: 'node', header: 'Node', sortBy: ({ node }) => node, cell: ({ node }) => node },
  { id: 'image', header: 'Image', sortBy: ({ containers }) => containers[0]?.image ?? '', cell: imageCell },
  {
    id: 'since',
    header: 'Started',
    sortBy: ({ containers }) => containers[0]?.started_at ?? '',
    cell: ({ state, containers: [container] }) =>
      state === 'running' && container?.started_at !== undefined ? <Time at={container.started_at} /> : null,
  },
  { id: 'note', header: 'Note', cell: noteCell },
  {
    id: 'actions',
    header: 'Actions',
    isHeaderHidden: true,
    align: 'end',
    cell: (service) => <Actions service={service} />,
  },
];

function imageCell({ containers: [container] }: Service) {
  if (container === undefined) return null;
  return (
    <span className={css.image}>
      <span>{container.image.replace(/@sha256:.*$/, '')}</span>
      <code title={container.digest ?? container.image_id}>
        {shortDigest(container.digest ?? container.image_id)}
      </code>
    </span>
  );
}

function noteCell({ drift, protected: isProtected, containers }: Service) {
  const restarts = containers.reduce((sum, { restart_count: count }) => sum + count, 0);
  const notes = [
    drift === 'drifted' && 'Not as the Compose files say',
    isProtected && 'Protected',
    restarts > 0 && counted(restarts, 'restart'),
    containers.length > 1 && counted(containers.length, 'container'),
  ].filter((note) => note !== false);
  return notes.length === 0 ? null : <span className={css.muted}>{notes.join(' · ')}</span>;
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
