import type { NodeUse, PlatformNode } from '../../api/ops-views.js';
import { sentence } from '../../api/problem.js';
import { readAt, STALE_MS, nodeUseIn } from '../../data/node-use.js';
import { useUses } from '../../data/uses.js';
import { Age, Link, Meter, Panel, State } from '../../kit/index.js';
import { bytes, counted, percent } from '../../time/format.js';
import { nodeState } from '../nodes/node-health.js';
import css from './Overview.module.css';
import { useKind } from './use-overview.js';

/** NodeStrip is every node in a few words: whether it is reached, its GPU memory, its certificates. */
export function NodeStrip() {
  const { data, at } = useKind('nodes');
  const nodes = data?.nodes ?? [];
  const { data: uses, dataUpdatedAt } = useUses();
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
          const use = nodeUseIn(uses, node.id);
          return <NodeCard key={node.id} node={node} use={use} at={readAt(use, dataUpdatedAt)} />;
        })}
      </ul>
    </Panel>
  );
}

interface NodeCardProps {
  readonly node: PlatformNode;
  readonly use: NodeUse | undefined;
  /** When that was read, in milliseconds; 0: never. */
  readonly at: number;
}

function NodeCard({ node, use, at }: NodeCardProps) {
  const { kind, word } = nodeState(node);
  return (
    <li className={css.node} data-row="">
      <div className={css.nodeHead}>
        <Link to="/nodes">{node.id}</Link>
        <State kind={kind}>{word}</State>
      </div>
      {node.problem && <p className={css.muted}>{sentence(node.problem.reason)}</p>}
      <Gpus use={use} at={at} node={node.id} />
      <Certificates node={node} />
    </li>
  );
}

interface GpusProps {
  readonly use: NodeUse | undefined;
  readonly at: number;
  readonly node: string;
}

function Gpus({ use, at, node }: GpusProps) {
  if (use === undefined || at === 0) return <p className={css.muted}>GPU unknown</p>;
  if (use.gpu_problem) {
    return (
      <p>
        <State kind="unknown">GPU not readable</State>{' '}
        <span className={css.muted}>{sentence(use.gpu_problem.reason)}</span>
      </p>
    );
  }
  const gpus = use.gpus ?? [];
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
        GPU read <Age at={at} staleMs={STALE_MS} />
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
