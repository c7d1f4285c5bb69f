import { sentence } from '../../api/problem.js';
import type { NodeUse, PlatformNode } from '../../api/ops-views.js';
import { nodeAnchor } from '../../data/about-path.js';
import { useNodes } from '../../data/queries.js';
import { Empty, Facts, Link, Note, PageHead, Panel, Resource, State } from '../../kit/index.js';
import { readAt, nodeUseIn } from '../../data/node-use.js';
import { useReadAlong } from '../../data/read-along.js';
import { useUses, usesQuery } from '../../data/uses.js';
import { Freshness } from '../../live/Freshness.js';
import { bytes, duration } from '../../time/format.js';
import { libraryQuery } from '../models/use-models.js';
import { Certificates } from './Certificates.js';
import { DiskPart } from './DiskPart.js';
import { GpuPart } from './GpuPart.js';
import css from './Nodes.module.css';
import { agentName, agentTrouble, checksOf, nodeState, skewOf } from './node-health.js';
import { useModelsByNode, type LoadedModel } from './use-models-by-node.js';

/** NodesPage has a card for each node. */
export function NodesPage() {
  const query = useNodes();
  useReadAlong(usesQuery, libraryQuery);
  return (
    <>
      <PageHead title="Nodes" aside={<Freshness at={query.dataUpdatedAt} />} />
      <Resource query={query} what="nodes">
        {({ nodes }) => (nodes.length === 0 ? <FirstUse /> : <Nodes nodes={nodes} />)}
      </Resource>
    </>
  );
}

function Nodes({ nodes }: { readonly nodes: readonly PlatformNode[] }) {
  const { data: uses, dataUpdatedAt } = useUses();
  const models = useModelsByNode();
  return (
    <div className={css.cards}>
      {nodes.map((node) => {
        const use = nodeUseIn(uses, node.id);
        return (
          <NodeCard
            key={node.id}
            node={node}
            use={use}
            readAt={readAt(use, dataUpdatedAt)}
            models={models.get(node.id)}
          />
        );
      })}
    </div>
  );
}

interface NodeCardProps {
  readonly node: PlatformNode;
  readonly use: NodeUse | undefined;
  /** When that was read, in milliseconds; 0: never. */
  readonly readAt: number;
  readonly models: readonly LoadedModel[] | undefined;
}

function NodeCard({ node, use, readAt: at, models }: NodeCardProps) {
  const { id, kind, problem, version, cpus, memory_bytes, certificates = {}, probes } = node;
  const { kind: state, word } = nodeState(node);
  const skew = skewOf(node);
  const [agent, trouble] = [agentName(node), agentTrouble(node)];
  return (
    <Panel
      title={id}
      anchor={nodeAnchor(id)}
      aside={
        <State kind={state} badge>
          {word}
        </State>
      }
    >
      {problem && (
        <Note
          kind={state}
          title={state === 'failed' ? 'Strangers get in. Changes are refused.' : 'It cannot be reached'}
        >
          {sentence(problem.reason)}
        </Note>
      )}
      <ul className={css.checks} aria-label={`Reachability of ${id}`}>
        {checksOf(node, use).map(({ name, kind: check, word: how }) => (
          <li key={name}>
            <State kind={check}>
              {name} {how}
            </State>
          </li>
        ))}
      </ul>
      {trouble !== undefined && <p className={css.muted}>{sentence(trouble)}</p>}
      <Facts
        of={[
          ['Reached by', kind === 'local' ? 'Socket on this machine' : 'Caddy with mutual TLS'],
          version !== undefined && ['Docker', version],
          agent !== undefined && ['Agent', agent],
          cpus !== undefined && ['Processors', cpus],
          memory_bytes !== undefined && ['Memory', bytes(memory_bytes)],
          skew !== undefined && ['Clock', `${duration(Math.abs(skew))} ${skew > 0 ? 'ahead' : 'behind'}`],
        ]}
      />
      <DiskPart node={node} />
      {use && <GpuPart node={id} use={use} at={at} models={models ?? []} />}
      {Object.entries(certificates).length > 0 && (
        <Certificates node={id} of={certificates} longChanges={node.long_changes} />
      )}
      {probes && <Probes of={probes} />}
      <div data-row="">
        <Link to="/services" search={{ node: id }}>
          Services of {id}
        </Link>
      </div>
    </Panel>
  );
}

const PROBES: Readonly<Record<string, string>> = {
  no_certificate: 'Without a certificate',
  strange_certificate: 'With the certificate of a stranger',
  forbidden_route: 'Outside the list of allowed calls',
};
const FINDINGS = {
  refused: { kind: 'ok', word: 'refused, as it must be' },
  exposed: { kind: 'failed', word: 'let in' },
  unknown: { kind: 'unknown', word: 'not known' },
} as const;

/** What must fail is tried every minute: a door that is not shut looks just like one that is. */
function Probes({ of }: { readonly of: NonNullable<PlatformNode['probes']> }) {
  return (
    <div>
      <h3>What must fail</h3>
      <ul className={css.list}>
        {Object.entries(of).map(([probe, finding]) => (
          <li key={probe}>
            <State kind={FINDINGS[finding].kind}>
              {PROBES[probe] ?? probe}: {FINDINGS[finding].word}
            </State>
          </li>
        ))}
      </ul>
    </div>
  );
}

function FirstUse() {
  return (
    <Empty title="No nodes yet">
      <p>
        A node is a Docker engine with one Compose project. Copy <code>config/nodes.yaml.example</code> to{' '}
        <code>config/nodes.yaml</code> and start the worker again.
      </p>
    </Empty>
  );
}
