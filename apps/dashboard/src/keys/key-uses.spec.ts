import { jest } from '@jest/globals';
import { DomainError, type JsonValue } from '@app/kernel';
import { MovingClock } from '../fixtures/moving-clock.js';
import type { Question } from '../upstreams/upstream-reader.js';
import { KeyUses } from './key-uses.js';
import { withoutTools } from './key-work.js';

const AT = Date.parse('2026-11-21T12:00:00Z') / 1_000;
const page = (uses: Record<string, number>, started = AT - 3_600) =>
  [
    '# TYPE switchyard_process_start_time_seconds gauge',
    `switchyard_process_start_time_seconds ${started}`,
    ...Object.entries(uses).map(
      ([id, at]) => `switchyard_client_last_used_timestamp_seconds{client="${id}"} ${at}`,
    ),
    'switchyard_model_calls_total{client="not-a-use"} 7',
  ].join('\n');

const QUIET = {
  gateway: { running: [], calls: [] },
  ops: { entries: [] },
  router: { enabled: [], registry: {} },
};

function setup(
  pages: Partial<Record<string, () => string>>,
  given: Partial<Record<keyof typeof QUIET, JsonValue>> = {},
) {
  const answers = { ...QUIET, ...given };
  const clock = new MovingClock();
  const text = jest.fn(async ({ upstream }: Question) => {
    return { status: 200, text: (pages[upstream] ?? (() => page({})))() };
  });
  const json = jest.fn(({ upstream }: Question) => Promise.resolve(answers[upstream]));
  const credentials = { mark: 'owner', keyFor: () => 'secret' };
  const uses = new KeyUses({ text, json }, credentials, clock);
  return { clock, text, json, read: () => uses.read('req-1') };
}

describe('the last uses of keys', () => {
  it('are the newest of the three apps, each with the app that took the key', async () => {
    const { read } = setup({
      gateway: () => page({ ci: AT - 60, laptop: AT - 5 }),
      router: () => page({ ci: AT - 10 }),
      ops: () => page({ ci: AT - 600 }),
    });
    expect((await read()).uses).toEqual([
      { client: 'ci', app: 'router', at: '2026-11-21T11:59:50.000Z' },
      { client: 'laptop', app: 'gateway', at: '2026-11-21T11:59:55.000Z' },
    ]);
  });

  it('come with since when each app knows', async () => {
    const { read } = setup({ router: () => page({}, AT - 60) });
    expect((await read()).apps).toEqual([
      { name: 'gateway', since: '2026-11-21T11:00:00.000Z' },
      { name: 'ops', since: '2026-11-21T11:00:00.000Z' },
      { name: 'router', since: '2026-11-21T11:59:00.000Z' },
    ]);
  });

  it('of the others are told when an app is away, which is named with the reason', async () => {
    const { read } = setup({
      gateway: () => page({ laptop: AT - 5 }),
      router: () => {
        throw new DomainError('upstream_unavailable', 'router does not answer (ECONNREFUSED)');
      },
    });
    const { apps, uses } = await read();
    expect(uses.map(({ client }) => client)).toEqual(['laptop']);
    expect(apps[2]).toEqual({
      name: 'router',
      since: null,
      reason: 'router does not answer (ECONNREFUSED)',
    });
  });

  it('are not known of an app whose page says nothing that can be believed', async () => {
    const { read } = setup({ gateway: () => '<html>proxy</html>', ops: () => page({ ci: NaN, ann: 1e300 }) });
    const { apps, uses } = await read();
    expect(apps[0]).toEqual({ name: 'gateway', since: null, reason: 'gateway does not say when it started' });
    expect(uses).toEqual([]);
  });

  it('are asked for once, however many pages ask at once, and anew two seconds later', async () => {
    const { clock, text, read } = setup({});
    await Promise.all([read(), read(), read()]);
    expect(text).toHaveBeenCalledTimes(3);
    clock.pass(2_000);
    await read();
    expect(text).toHaveBeenCalledTimes(6);
  });
});

describe('what keys did during the last day', () => {
  const before = (hours: number) => new Date((AT - hours * 3_600) * 1_000).toISOString();
  const model = (client: string, hours: number, tokens?: readonly [number, number]) => {
    const [input_tokens, output_tokens] = tokens ?? [null, null];
    const started_at = before(hours);
    return {
      client,
      model: 'ollama/qwen3:8b',
      started_at,
      duration_ms: 60_000,
      input_tokens,
      output_tokens,
    };
  };
  const tool = (actor: string, hours: number) => ({ actor, resource: 'github/ping', ts: before(hours) });
  const long = () => page({}, AT - 90_000);
  const aged = { gateway: long, ops: long, router: long };
  const ofModel = { kind: 'model', name: 'ollama/qwen3:8b' };
  const ofTool = { kind: 'tool', name: 'github/ping', input_tokens: 0, output_tokens: 0 };

  it('is counted by model and tool, with the last of each; what is older is not counted', async () => {
    const calls = [model('ann', 1), model('ann', 3), model('ann', 30)];
    const { read } = setup(aged, {
      gateway: { running: [model('ci', 0)], calls },
      ops: { entries: [tool('ann', 2)] },
    });
    const { work, gaps } = await read();
    expect(gaps).toEqual([]);
    expect(work).toMatchObject([
      { client: 'ci', ...ofModel, calls: 1, calls_last_hour: 1, last: before(0) },
      { client: 'ann', ...ofModel, calls: 2, calls_last_hour: 1, last: before(1) },
      { client: 'ann', ...ofTool, calls: 1, calls_last_hour: 0, last: before(2) },
    ]);
  });

  it('is told with the tokens of its models, and with how many calls told none', async () => {
    const calls = [
      model('ann', 1, [812, 96]),
      model('ann', 2, [10, 0]),
      model('ann', 3),
      model('ann', 40, [9, 9]),
    ];
    const { read } = setup(aged, {
      gateway: { running: [model('ann', 0)], calls },
      ops: { entries: [tool('ann', 2)] },
    });
    expect((await read()).work).toMatchObject([
      { calls: 4, input_tokens: 822, output_tokens: 96, calls_without_tokens: 2 },
      { ...ofTool, calls_without_tokens: 0 },
    ]);
  });

  it('may be more than is told, where an app keeps no more, has forgotten, or cannot be asked', async () => {
    const calls = Array.from({ length: 1_000 }, () => model('ann', 2));
    const full = setup(aged, { gateway: { running: [], calls }, ops: { entries: 'none' } });
    expect((await full.read()).gaps).toEqual([
      {
        kind: 'model',
        reason: 'the gateway keeps the last 1,000 calls',
        whole_since: '2026-11-21T10:01:00.000Z',
      },
      { kind: 'tool', reason: 'ops answered something else', whole_since: null },
    ]);
    const young = setup({ ...aged, gateway: () => page({}) });
    expect((await young.read()).gaps).toEqual([
      {
        kind: 'model',
        reason: 'the gateway has started since, and forgotten what was before',
        whole_since: before(1),
      },
    ]);
    const away = setup(aged);
    away.json.mockRejectedValue(new DomainError('forbidden', 'ops: you may not read the audit'));
    const { work, gaps, apps } = await away.read();
    expect([work, gaps.length, apps.length]).toEqual([[], 2, 3]);
  });

  it('is whole although no more is kept, when the oldest call that is kept is of the day before', async () => {
    const calls = Array.from({ length: 1_000 }, (_, at) => model('ann', at < 900 ? 1 : 25));
    const entries = Array.from({ length: 1_000 }, (_, at) => tool('ann', at / 100));
    const { gaps } = await setup(aged, { gateway: { running: [], calls }, ops: { entries } }).read();
    expect(gaps).toEqual([
      { kind: 'tool', reason: 'the newest 1,000 calls of tools were looked at', whole_since: before(9.99) },
    ]);
  });

  it('is told of models alone to who may not read the audit', async () => {
    const { read } = setup(aged, {
      gateway: { running: [], calls: [model('ann', 1)] },
      ops: { entries: [tool('ann', 2)] },
    });
    const { work, gaps } = withoutTools(await read());
    expect(work.map(({ kind }) => kind)).toEqual(['model']);
    expect(gaps).toEqual([{ kind: 'tool', reason: 'your key may not read the audit', whole_since: null }]);
  });

  it('is held to the limits of the servers that are enabled, which are unknown without the router', async () => {
    const registry = { github: { rate_limit_rpm: 120 }, files: {}, off: { rate_limit_rpm: 5 } };
    const { read } = setup(aged, { router: { enabled: ['files', 'github', 'gone'], registry } });
    expect((await read()).limits).toEqual([{ server: 'github', per_minute: 120 }]);
    const unread = await setup(aged, { router: [] }).read();
    expect(unread).toMatchObject({ limits: null, limits_reason: 'router answered something else' });
  });
});
