import { jest } from '@jest/globals';
import { DomainError } from '@app/kernel';
import { MovingClock } from '../fixtures/moving-clock.js';
import type { Question } from '../upstreams/upstream-reader.js';
import { KeyUses } from './key-uses.js';

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

function setup(pages: Partial<Record<string, () => string>>) {
  const clock = new MovingClock();
  const text = jest.fn(async ({ upstream }: Question) => {
    return { status: 200, text: (pages[upstream] ?? (() => page({})))() };
  });
  const credentials = { mark: 'owner', keyFor: () => 'secret' };
  const uses = new KeyUses({ text }, credentials, clock);
  return { clock, text, read: () => uses.read('req-1') };
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
