import type { NodeUse, PlatformNode } from '../../api/ops-views.js';
import { agentName, agentTrouble, checksOf, nodeState, skewOf } from './node-health.js';

const away = (code: string, kind = 'remote'): PlatformNode => ({
  id: 'gpu-1',
  kind,
  ok: false,
  problem: { node: 'gpu-1', code, reason: 'x' },
});
const words = (node: PlatformNode) => checksOf(node).map(({ name, word }) => `${name} ${word}`);

describe('the layers of a node', () => {
  it('all answer when it does', () => {
    expect(words({ id: 'gpu-1', kind: 'remote', ok: true })).toEqual([
      'Link answers',
      'TLS answers',
      'Proxy answers',
      'Docker answers',
    ]);
  });

  it('above the one that fails are unknown, not failed', () => {
    expect(words(away('node_tls_failed'))).toEqual([
      'Link answers',
      'TLS fails',
      'Proxy unknown',
      'Docker unknown',
    ]);
  });

  it('of the local engine are Docker alone', () => {
    expect(words(away('node_unreachable', 'local'))).toEqual(['Docker fails']);
  });

  it('answer at a node that lets strangers in', () => {
    expect(words(away('node_exposed'))).toContain('Docker answers');
    expect(nodeState(away('node_exposed')).word).toBe('Exposed');
  });
});

describe('the GPU of a node', () => {
  const use = (given: Partial<NodeUse>): NodeUse => ({
    node: 'gpu-1',
    age_ms: 0,
    services: [],
    gpu_history: [],
    ...given,
  });
  const up: PlatformNode = { id: 'gpu-1', kind: 'local', ok: true };
  const gpuOf = (node: PlatformNode, given: NodeUse) => checksOf(node, given)[1];

  it('is not readable when its driver is lost, while the node is reachable', () => {
    const lost = use({ gpu_problem: { code: 'gpu_missing', reason: 'x' } });
    expect(gpuOf(up, lost)).toMatchObject({ kind: 'failed', word: 'not readable' });
    expect(nodeState(up).word).toBe('Reachable');
  });

  it('is unknown when the node does not answer, and not spoken of where there is none', () => {
    expect(gpuOf({ ...up, ok: false }, use({ gpus: [] }))).toMatchObject({ kind: 'unknown' });
    expect(gpuOf(up, use({}))).toBeUndefined();
  });
});

describe('the agent of a node', () => {
  const withAgent = (state: 'answers' | 'refuses' | 'absent' | 'unknown', reason?: string): PlatformNode => ({
    id: 'gpu-1',
    kind: 'remote',
    ok: true,
    agent: { kind: 'gate', state, ...(reason !== undefined && { reason }) },
  });

  it.each([
    ['answers', 'ok', 'answers'],
    ['refuses', 'failed', 'refuses'],
    ['absent', 'off', 'not there'],
    ['unknown', 'unknown', 'unknown'],
  ] as const)('that %s is a layer of its own', (state, kind, word) => {
    expect(checksOf(withAgent(state)).at(-1)).toEqual({ name: 'Agent', kind, word });
    expect(nodeState(withAgent(state)).word).toBe('Reachable');
  });

  it('is named where it answers, and where it does not the cause is said', () => {
    expect(agentName(withAgent('answers'))).toBe('Its create gate');
    const missing = withAgent('absent', 'no create gate answers');
    expect([agentName(missing), agentTrouble(missing)]).toEqual([undefined, 'Agent: no create gate answers']);
  });

  it('that is unknown for the same reason as the whole node does not say it twice', () => {
    const { problem } = away('node_timeout');
    const unknown = { ...withAgent('unknown', 'timed out'), ok: false, ...(problem && { problem }) };
    expect(agentTrouble(unknown)).toBeUndefined();
  });

  it('is not spoken of where the worker tells of none', () => {
    const { agent: _agent, ...older } = withAgent('answers');
    expect(words(older)).not.toContain('Agent answers');
    expect(agentName(older) ?? agentTrouble(older)).toBeUndefined();
  });
});

it('a skew counts beyond what the round trip explains', () => {
  const node = (skew_ms: number): PlatformNode => ({
    id: 'n',
    kind: 'remote',
    ok: true,
    skew_ms,
    skew_within_ms: 200,
  });
  expect([skewOf(node(-1_100)), skewOf(node(-1_300))]).toEqual([undefined, -1_300]);
});
