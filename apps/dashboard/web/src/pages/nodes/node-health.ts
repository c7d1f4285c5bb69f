import type { NodeUse, PlatformNode } from '../../api/ops-views.js';

/** One way in which a node can be reached or not. */
export interface Check {
  readonly name: string;
  readonly kind: 'ok' | 'failed' | 'unknown' | 'off';
  readonly word: string;
}

/** What each layer's own failure is called; what stands above it is not known then. */
const LAYERS = [
  { name: 'Link', codes: ['node_unreachable', 'node_timeout'] },
  { name: 'TLS', codes: ['node_tls_failed', 'node_tls_material_invalid', 'node_certificate_expiring'] },
  { name: 'Proxy', codes: ['node_proxy_failed', 'node_proxy_refused'] },
  { name: 'Docker', codes: [] },
] as const;

/** checksOf splits reachability into its layers: the first that fails is named, and nothing is said of those above. */
export function checksOf(node: PlatformNode, use?: NodeUse): readonly Check[] {
  return [...layersOf(node), gpuCheck(node, use), agentCheck(node)].filter((check) => check !== undefined);
}

function layersOf({ kind, ok, problem }: PlatformNode): readonly Check[] {
  const layers = kind === 'local' ? LAYERS.filter(({ name }) => name === 'Docker') : LAYERS;
  if (ok || problem?.code === 'node_exposed')
    return layers.map(({ name }) => ({ name, kind: 'ok', word: 'answers' }));
  const at = layers.findIndex(({ codes }) => (codes as readonly string[]).includes(problem?.code ?? ''));
  const failed = at < 0 ? layers.length - 1 : at;
  return layers.map(({ name }, index) => {
    if (index === failed) return { name, kind: 'failed', word: 'fails' };
    return index < failed
      ? { name, kind: 'ok', word: 'answers' }
      : { name, kind: 'unknown', word: 'unknown' };
  });
}

/** A node without a source of GPU figures has no such layer; a lost driver is no lost node. */
function gpuCheck({ ok }: PlatformNode, use: NodeUse | undefined): Check | undefined {
  if (use?.gpus === undefined && use?.gpu_problem === undefined) return undefined;
  if (!ok || use.problem) return { name: 'GPU', kind: 'unknown', word: 'unknown' };
  return use.gpu_problem
    ? { name: 'GPU', kind: 'failed', word: 'not readable' }
    : { name: 'GPU', kind: 'ok', word: 'answers' };
}

const AGENT = {
  answers: { kind: 'ok', word: 'answers' },
  refuses: { kind: 'failed', word: 'refuses' },
  absent: { kind: 'off', word: 'not there' },
  unknown: { kind: 'unknown', word: 'unknown' },
} as const;

/** A node without a create gate goes on as it is; only what makes containers is refused there. */
function agentCheck({ agent }: PlatformNode): Check | undefined {
  return agent && { name: 'Agent', ...AGENT[agent.state] };
}

const AGENTS = { worker: 'The worker itself', gate: 'Its create gate' } as const;

/** agentName is what works on the node, where it answers. */
export function agentName({ agent }: PlatformNode): string | undefined {
  return agent?.state === 'answers' ? AGENTS[agent.kind] : undefined;
}

/** agentTrouble is why it does not, where that is not said of the whole node anyway. */
export function agentTrouble({ agent, problem }: PlatformNode): string | undefined {
  if (agent?.reason === undefined || (agent.state === 'unknown' && problem !== undefined)) return undefined;
  return `Agent: ${agent.reason}`;
}

/** nodeState is the node in one word. */
export function nodeState({ ok, problem }: Pick<PlatformNode, 'ok' | 'problem'>) {
  if (ok) return { kind: 'ok', word: 'Reachable' } as const;
  if (problem?.code === 'node_exposed') return { kind: 'failed', word: 'Exposed' } as const;
  return { kind: 'unknown', word: 'Unreachable' } as const;
}

/** A skew that the round trip alone could explain is none. */
const SKEW_MS = 1_000;

export function skewOf({ skew_ms, skew_within_ms = 0 }: PlatformNode): number | undefined {
  if (skew_ms === undefined || Math.abs(skew_ms) - skew_within_ms <= SKEW_MS) return undefined;
  return skew_ms;
}
