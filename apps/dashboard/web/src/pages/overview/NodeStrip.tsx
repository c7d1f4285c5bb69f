import type { PlatformNode, ServiceStats } from '../../api/ops-views.js';
import { sentence } from '../../api/problem.js';
import { Age, Link, Meter, Panel, State } from '../../kit/index.js';
import { bytes, counted, percent } from '../../time/format.js';
import { nodeState } from '../nodes/node-health.js';
import css from './Overview.module.css';
import { useKind, useNodeStats } from './use-overview.js';

/** NodeStrip is every node in a few words: whether it is reached, its GPU memory, its certificates. */
export function NodeStrip() {
  const { data, at } = useKind('nodes');
  const services = useKind('services').data?.services ?? [];
  const nodes = data?.nodes ?? [];
  const stats = useNodeStats(
    nodes.filter(({ ok }) => ok).map(({ id }) => id),
    services,
  );
  const reached = nodes.filter(({ ok }) => ok);
  if (data === undefined) return null;
  return (
    <Panel title="Nodes" aside={<Age at={at} />}>
      {nodes.length === 0 && (
        <p className={css.muted}>
          No node is configured. <Link to="/nodes">How to add one</Link>
        </p>
      )}
      <ul className={css.nodes}>
        {nodes.map((node) => {
          const query = stats[reached.indexOf(node)];
          return <NodeCard key={node.id} node={node} stats={query?.data} at={query?.dataUpdatedAt ?? 0} />;
        })}
      </ul>
    </Panel>
  );
}

interface NodeCardProps {
  readonly node: PlatformNode;
  readonly stats: ServiceStats | undefined;
  readonly at: number;
}

function NodeCard({ node, stats, at }: NodeCardProps) {
  const { kind, word } = nodeState(node);
  return (
    <li className={css.node} data-row="">
      <div className={css.nodeHead}>
        <Link to="/nodes">{node.id}</Link>
        <State kind={kind}>{word}</State>
      </div>
      {node.problem && <p className={css.muted}>{sentence(node.problem.reason)}</p>}
      {node.ok && <Gpus stats={stats} at={at} node={node.id} />}
      <Certificates node={node} />
    </li>
  );
}

function Gpus({
  stats,
  at,
  node,
}: {
  readonly stats: ServiceStats | undefined;
  readonly at: number;
  readonly node: string;
}) {
  if (stats === undefined) return <p className={css.muted}>GPU memory unknown</p>;
  if (stats.gpu_problem) return <State kind="unknown">GPU not readable: {stats.gpu_problem.reason}</State>;
  const gpus = stats.gpus ?? [];
  if (gpus.length === 0) return <p className={css.muted}>No GPU</p>;
  return (
    <>
      {gpus.map(({ index, memory_used_bytes: used, memory_total_bytes: all, utilization_percent: use }) =>
        used === undefined || all === undefined ? (
          <p key={index} className={css.muted}>
            Memory of GPU {index} unknown
          </p>
        ) : (
          <Meter
            key={index}
            label={`Memory of GPU ${index} of ${node}`}
            used={used}
            of={all}
            text={`${bytes(used)} of ${bytes(all)}${use === undefined ? '' : `, ${percent(use)} used`}`}
          />
        ),
      )}
      <p className={css.muted}>
        GPU read <Age at={at} />
      </p>
    </>
  );
}

/** The certificate that ends first is the one to look at. */
function Certificates({ node: { certificates = {}, kind } }: { readonly node: PlatformNode }) {
  const [first] = Object.entries(certificates).toSorted(
    ([, one], [, other]) => one.days_left - other.days_left,
  );
  if (first === undefined) {
    return (
      <p className={css.muted}>
        {kind === 'local' ? 'This machine, no certificate' : 'Certificates unknown'}
      </p>
    );
  }
  const [name, { days_left, warning }] = first;
  const isOver = days_left <= 0;
  return (
    <State kind={isOver ? 'failed' : warning ? 'attention' : 'ok'}>
      {isOver
        ? `The ${name} certificate has expired`
        : `Certificates: ${counted(Math.floor(days_left), 'day')} left`}
    </State>
  );
}
