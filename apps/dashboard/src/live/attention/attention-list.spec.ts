import { MovingClock } from '../../fixtures/moving-clock.js';
import type { LiveState } from '../live-state.js';
import { AttentionList } from './attention-list.js';

const SINCE = '2026-11-21T11:00:00.000Z';
const link = (name: 'ops' | 'gateway' | 'router', problems: { name: string; reason: string }[] = []) => ({
  name,
  ok: true,
  since: SINCE,
  problems,
});
const service = (id: string, more: object) => ({
  id,
  node: 'local',
  state: 'running',
  drift: 'none',
  ...more,
});

describe('what needs attention', () => {
  it('is nothing where all is well', () => {
    const state: LiveState = {
      links: { links: [link('ops'), link('gateway'), link('router')] },
      nodes: { nodes: [{ id: 'local', kind: 'socket', ok: true }] },
      services: { services: [service('web', { health: 'healthy' })], problems: [] },
      jobs: { jobs: [] },
      mcp: { ok: true, servers: [{ id: 'files', state: 'idle' }], quarantined: 0 },
    };
    expect(new AttentionList(new MovingClock()).of(state)).toEqual([]);
  });

  it('comes in the order of its consequence: an open node, the audit, a lost app, a node, services, drift', () => {
    const state: LiveState = {
      links: {
        links: [
          link('ops', [{ name: 'audit', reason: 'no space' }]),
          { name: 'router', ok: false, since: SINCE, reason: 'router does not answer', problems: [] },
          link('gateway', [{ name: 'vllm', reason: 'refused' }]),
        ],
      },
      nodes: {
        nodes: [
          {
            id: 'gpu-1',
            kind: 'tls',
            ok: false,
            problem: { code: 'node_unreachable', reason: 'gpu-1 is away' },
          },
          {
            id: 'gpu-2',
            kind: 'tls',
            ok: false,
            problem: { code: 'node_exposed', reason: 'gpu-2 lets anybody in' },
          },
        ],
      },
      services: {
        services: [service('drifted', { drift: 'drifted' }), service('ill', { health: 'unhealthy' })],
        problems: [],
      },
      mcp: { ok: false, servers: [{ id: 'git', state: 'down', reason: 'exited' }], quarantined: 2 },
    };
    const items = new AttentionList(new MovingClock()).of(state);
    expect(items.map(({ id }) => id)).toEqual([
      'node/gpu-2',
      'lack/ops/audit',
      'link/router',
      'node/gpu-1',
      'service/local/ill',
      'quarantine',
      'mcp/git',
      'lack/gateway/vllm',
      'drift/local/drifted',
    ]);
    expect(items.every(({ cause, since, next }) => cause !== '' && since !== '' && next !== '')).toBe(true);
  });

  it('says what is missing once, and not also all that cannot be read without it', () => {
    const away = 'the worker cannot be reached';
    const problems = ['nodes', 'services', 'worker'].map((name) => ({ name, reason: away }));
    const items = new AttentionList(new MovingClock()).of({ links: { links: [link('ops', problems)] } });
    expect(items.map(({ id }) => id)).toEqual(['lack/ops/worker']);
  });

  it('leads to what is to be looked at: to Redis or the worker where they are missing, not to ops', () => {
    const lacking = (name: string) =>
      new AttentionList(new MovingClock()).of({
        links: { links: [link('ops', [{ name, reason: 'no' }])] },
      })[0];
    expect(lacking('redis')?.about).toEqual({ kind: 'app', id: 'redis' });
    expect(lacking('audit')?.about).toEqual({ kind: 'app', id: 'ops' });
    expect(lacking('queue')).toMatchObject({ level: 'critical', about: { kind: 'app', id: 'worker' } });
  });

  it('lasts since it was first seen, and begins anew when it was gone', () => {
    const clock = new MovingClock();
    const list = new AttentionList(clock);
    const ill: LiveState = {
      services: { services: [service('web', { health: 'unhealthy' })], problems: [] },
    };
    const [first] = list.of(ill);
    clock.pass(60_000);
    expect(list.of(ill)[0]?.since).toBe(first?.since);
    list.of({ services: { services: [service('web', {})], problems: [] } });
    clock.pass(1_000);
    expect(list.of(ill)[0]?.since).toBe(new Date(clock.now()).toISOString());
  });

  it('forgets a failed job after an hour', () => {
    const clock = new MovingClock();
    const job = {
      id: 'j',
      node: 'local',
      services: ['web'],
      action: 'restart',
      state: 'failed',
      ended_at: new Date(clock.now()).toISOString(),
    };
    const list = new AttentionList(clock);
    expect(list.of({ jobs: { jobs: [job] } })).toHaveLength(1);
    clock.pass(3_600_001);
    expect(list.of({ jobs: { jobs: [job] } })).toEqual([]);
  });

  it('warns of a disk with little room, and of no other', () => {
    const node = (warning: boolean) => ({
      id: 'gpu-1',
      kind: 'tls',
      ok: true,
      disk: { total_bytes: 500 * 2 ** 30, free_bytes: 3.25 * 2 ** 30, warning },
    });
    const list = new AttentionList(new MovingClock());
    expect(list.of({ nodes: { nodes: [node(false)] } })).toEqual([]);
    expect(list.of({ nodes: { nodes: [node(true)] } })).toMatchObject([
      {
        id: 'disk/gpu-1',
        level: 'warning',
        cause: 'The disk of gpu-1 has 3.3 GiB of 500.0 GiB free',
        about: { kind: 'node', id: 'gpu-1' },
      },
    ]);
  });

  it('is no job that was cancelled, nor one that was cut off and has happened all the same', () => {
    const clock = new MovingClock();
    const ended_at = new Date(clock.now()).toISOString();
    const job = (id: string, state: string, verdict: string) => ({
      id,
      state,
      verdict,
      ended_at,
      node: 'local',
      services: ['web'],
      action: 'restart',
    });
    const jobs = [
      job('stopped', 'failed', 'cancelled'),
      job('after-all', 'interrupted', 'happened'),
      job('failed', 'failed', 'error'),
      job('half', 'interrupted', 'partial'),
    ];
    const items = new AttentionList(clock).of({ jobs: { jobs } });
    expect(items.map(({ id }) => id)).toEqual(['job/half', 'job/failed']);
  });

  it('warns of a certificate that runs out, and louder once it has', () => {
    const node = (days_left: number) => ({
      nodes: {
        nodes: [
          {
            id: 'gpu-1',
            kind: 'tls',
            ok: true,
            certificates: { client: { not_after: SINCE, days_left, warning: true } },
          },
        ],
      },
    });
    const list = new AttentionList(new MovingClock());
    expect(list.of(node(9))[0]).toMatchObject({
      level: 'warning',
      cause: expect.stringContaining('9 days left') as string,
    });
    expect(list.of(node(-1))[0]).toMatchObject({
      level: 'critical',
      cause: expect.stringContaining('expired') as string,
    });
  });
});
