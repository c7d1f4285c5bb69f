import { Fragment } from 'react';
import type { Service, ServiceUse } from '../../api/ops-views.js';
import { servicePath } from '../../data/live-views.js';
import { cx, Link, LinkButton, State, Time, type Column } from '../../kit/index.js';
import { bytes, counted, percent, shortDigest } from '../../time/format.js';
import { Actions } from './Actions.js';
import { Figure, Uptime } from './Figure.js';
import { differencePath, differs } from './difference-words.js';
import type { Grouping } from './row-grouping.js';
import type { ServiceRow } from './service-rows.js';
import css from './Services.module.css';

const NONE = -1;

const ALL_COLUMNS: readonly Column<ServiceRow>[] = [
  {
    id: 'name',
    header: 'Service',
    isTitle: true,
    sortBy: ({ service }) => service.name,
    cell: ({ service }) => (
      <span className={css.name}>
        <Link to={servicePath(service)}>{service.name}</Link>
      </span>
    ),
  },
  { id: 'state', header: 'State', isAlways: true, sortBy: ({ state }) => state.word, cell: stateCell },
  { id: 'node', header: 'Node', sortBy: ({ service }) => service.node, cell: nodeCell },
  {
    id: 'image',
    header: 'Image',
    sortBy: ({ service }) => service.containers[0]?.image ?? '',
    cell: imageCell,
  },
  {
    id: 'cpu',
    header: 'CPU',
    align: 'end',
    sortBy: ({ use }) => use?.cpu_percent ?? NONE,
    cell: (row) => figureCell(row, ({ cpu_percent: cpu }) => cpu, percent),
  },
  {
    id: 'memory',
    header: 'Memory',
    align: 'end',
    sortBy: ({ use }) => use?.memory_bytes ?? NONE,
    cell: (row) => figureCell(row, ({ memory_bytes: memory }) => memory, bytes),
  },
  {
    id: 'gpu',
    header: 'GPU',
    align: 'end',
    sortBy: ({ use }) => use?.gpu_memory_bytes ?? use?.gpu_needed_bytes ?? NONE,
    cell: gpuCell,
  },
  {
    id: 'since',
    header: 'Uptime',
    align: 'end',
    sortBy: ({ service }) => service.containers[0]?.started_at ?? '',
    cell: ({ service: { state, containers }, seenAt }) => {
      const began = containers[0]?.started_at;
      return state === 'running' && seenAt === undefined && began !== undefined ? (
        <Uptime since={began} />
      ) : null;
    },
  },
  {
    id: 'project',
    header: 'Project',
    isOptional: true,
    sortBy: ({ service }) => service.project,
    cell: ({ service }) => service.project,
  },
  { id: 'actions', header: 'Actions', isHeaderHidden: true, align: 'end', cell: actionsCell },
];

const withOptional = (id: string): readonly Column<ServiceRow>[] =>
  ALL_COLUMNS.map((column) => (column.id === id ? { ...column, isOptional: true } : column));

const NODE_IN_ROWS = withOptional('since').map((column) =>
  column.id === 'node' ? { ...column, isAlways: true } : column,
);

/** Where a heading names the node, its column is one by choice; elsewhere it is there, and the uptime makes room. */
export const COLUMNS_BY_GROUP: Readonly<Record<Grouping, readonly Column<ServiceRow>[]>> = {
  node: withOptional('node'),
  project: NODE_IN_ROWS,
  nothing: NODE_IN_ROWS,
};

function nodeCell({ service: { node } }: ServiceRow) {
  return <span className={css.node}>{node}</span>;
}

function stateCell({ service, state: { kind, word }, seenAt }: ServiceRow) {
  const notes = notesOf(service);
  return (
    <span className={css.state}>
      <State kind={kind}>{word}</State>
      {seenAt !== undefined && (
        <span className={css.muted}>
          last seen <Time at={seenAt} />
        </span>
      )}
      {differs(service) && (
        <Link to={differencePath(service)}>
          <State kind="attention">Differs</State>
          <span className="unseen"> from its files: {service.name}</span>
        </Link>
      )}
      {notes !== '' && <span className={css.muted}>{notes}</span>}
    </span>
  );
}

function notesOf(service: Service): string {
  const { drift, protected: isProtected, containers } = service;
  const restarts = containers.reduce((sum, { restart_count: count }) => sum + count, 0);
  return [
    drift === 'drifted' && !differs(service) && 'What differs from its files is not known',
    isProtected && 'Protected',
    restarts > 0 && counted(restarts, 'restart'),
    containers.length > 1 && counted(containers.length, 'container'),
  ]
    .filter((note) => note !== false)
    .join(' · ');
}

function imageCell({ service: { containers } }: ServiceRow) {
  const [container] = containers;
  if (container === undefined) return null;
  const digest = container.digest ?? container.image_id;
  return (
    <span className={css.image}>
      <span>{breakable(container.image.replace(/@sha256:.*$/, ''))}</span>
      <code title={digest}>{shortDigest(digest)}</code>
    </span>
  );
}

/** A long name breaks behind its parts, not within a word. */
function breakable(name: string) {
  return name.split(/(?<=\/)/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

/** What stands still uses nothing; what runs and could not be read is unknown, never 0. */
function figureCell(
  row: ServiceRow,
  pick: (use: ServiceUse) => number | undefined,
  write: (value: number) => string,
) {
  if (!runs(row) || !row.isAnswered) return null;
  const value = row.use && pick(row.use);
  return <Figure text={value === undefined ? undefined : write(value)} at={row.readAt} />;
}

function gpuCell(row: ServiceRow) {
  const { gpu, use, readAt } = row;
  if (!runs(row) || gpu === undefined || gpu === 'none') return null;
  if (gpu === 'unreadable') return <span className={cx(css.muted, css.figure)}>Not readable</span>;
  const { gpu_memory_bytes: held, gpu_needed_bytes: needed } = use ?? {};
  if (held !== undefined) return held > 0 ? <Figure text={bytes(held)} at={readAt} /> : null;
  if (needed === undefined) return <span className={css.muted}>Unknown</span>;
  return <span className={css.muted}>{bytes(needed)} set aside</span>;
}

function runs({ service: { state } }: ServiceRow): boolean {
  return state === 'running' || state === 'mixed' || state === 'paused';
}

function actionsCell({ service, seenAt }: ServiceRow) {
  return (
    <span className={css.actions}>
      <LinkButton to={servicePath(service)} look="quiet">
        Log
      </LinkButton>
      {seenAt === undefined && <Actions service={service} />}
    </span>
  );
}
