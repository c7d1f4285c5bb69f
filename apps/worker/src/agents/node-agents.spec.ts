import { tmpdir } from 'node:os';
import {
  dockerError,
  type DockerErrorCode,
  type DockerNode,
  type EngineClient,
  type GateDisk,
} from '@app/docker';
import { NodeAgents } from './node-agents.js';

const GIB = 2 ** 30;
const NOW = Date.parse('2026-11-20T14:00:00Z');

let now: number;
beforeEach(() => (now = 0));
const clock = { now: () => NOW + now, monotonic: () => now };

/** What a node's engine and its gate say; an error's code is thrown. */
interface Said {
  readonly project?: string;
  readonly disk?: GateDisk;
  readonly fails?: DockerErrorCode;
  readonly dataRoot?: string;
}

function nodeWith(kind: 'local' | 'remote', said: Said) {
  const asked = { info: 0, gate: 0, disk: 0 };
  const answer = <T>(what: keyof typeof asked, value: T): Promise<T> => {
    asked[what] += 1;
    if (said.fails === undefined) return Promise.resolve(value);
    return Promise.reject(dockerError('gpu', said.fails, `the node fails with ${said.fails}`));
  };
  const client = {
    info: () => answer('info', { dataRoot: said.dataRoot }),
    gateProject: () => answer('gate', said.project),
    gateDisk: () => answer('disk', said.disk),
  } as unknown as EngineClient;
  const node = { id: 'gpu', engine: { kind }, compose: { project: 'models' } } as unknown as DockerNode;
  return { engine: { node, client }, asked, said };
}

describe('the agent of a node', () => {
  const agentOf = (kind: 'local' | 'remote', said: Said) =>
    new NodeAgents(clock).agent(nodeWith(kind, said).engine);

  it('is the worker itself on its own node, whatever its engine does', async () => {
    const agent = await agentOf('local', { fails: 'node_unreachable' });
    expect(agent).toEqual({ kind: 'worker', state: 'answers' });
  });

  it('is the create gate behind a proxy, which answers for the project of the node', async () => {
    expect(await agentOf('remote', { project: 'models' })).toEqual({ kind: 'gate', state: 'answers' });
  });

  it.each<[Said, string, string]>([
    [{ project: 'other' }, 'refuses', 'for the project "other" and not for "models"'],
    [{ fails: 'node_proxy_refused' }, 'refuses', 'does not let us ask'],
    [{ fails: 'node_proxy_failed' }, 'absent', 'no create gate answers'],
    [{ fails: 'node_tls_failed' }, 'unknown', 'fails with node_tls_failed'],
    [{ fails: 'node_answer_malformed' }, 'unknown', 'fails with node_answer_malformed'],
  ])('that says %j %s, with the reason', async (said, state, reason) => {
    expect(await agentOf('remote', said)).toMatchObject({
      kind: 'gate',
      state,
      reason: expect.stringContaining(reason) as string,
    });
  });
});

describe('the disk of a node', () => {
  const gateDisk = { totalBytes: 500 * GIB, freeBytes: 40 * GIB, ageMs: 4_000 };

  it('is that of the folder that the engine names, where the worker sees it', async () => {
    const { engine } = nodeWith('local', { dataRoot: tmpdir() });
    const { disk } = await new NodeAgents(clock).disk(engine);
    expect(disk).toMatchObject({ where: 'docker', readAt: NOW });
    expect(disk?.totalBytes).toBeGreaterThan(0);
  });

  it.each<[string, Said]>([
    ['does not see that folder', { dataRoot: '/nowhere/at/all' }],
    ['is told of none', {}],
    ['gets no answer', { fails: 'node_unreachable' }],
  ])('is that which the worker lies on, where it %s', async (_, said) => {
    const { disk, unknown } = await new NodeAgents(clock).disk(nodeWith('local', said).engine);
    expect([disk?.where, unknown]).toEqual(['worker', undefined]);
  });

  it('is read twice a minute at most, with the moment at which the gate read it', async () => {
    const { engine, asked } = nodeWith('remote', { disk: gateDisk });
    const agents = new NodeAgents(clock);
    const first = await agents.disk(engine);
    now = 29_999;
    expect(await agents.disk(engine)).toEqual(first);
    expect(first).toMatchObject({ disk: { where: 'gate', freeBytes: 40 * GIB, readAt: NOW - 4_000 } });
    expect(asked.disk).toBe(1);
    now = 30_000;
    expect((await agents.disk(engine)).disk?.readAt).toBe(NOW + 26_000);
  });

  it('stays as it was read last when the gate is lost, with the reason', async () => {
    const { engine, said } = nodeWith('remote', { disk: gateDisk });
    const agents = new NodeAgents(clock);
    const first = await agents.disk(engine);
    now = 31_000;
    Object.assign(said, { fails: 'node_unreachable' });
    expect(await agents.disk(engine)).toEqual({
      ...first,
      unknown: expect.stringContaining('node_unreachable') as string,
    });
  });

  it.each<[Said, string]>([
    [{ fails: 'node_proxy_refused' }, 'of a release that does not tell it'],
    [{ fails: 'node_proxy_failed' }, 'no create gate'],
    [{}, 'cannot read it'],
    [{ disk: { totalBytes: 0, freeBytes: 0, ageMs: 0 } }, 'does not tell its size'],
  ])('is unknown and never 0 when the gate says %j', async (said, reason) => {
    const report = await new NodeAgents(clock).disk(nodeWith('remote', said).engine);
    expect(report).toEqual({ unknown: expect.stringContaining(reason) as string });
  });
});
