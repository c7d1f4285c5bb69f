import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { systemTimer } from '../jobs/index.js';
import { AlertRouter } from './alert-router.js';
import { isAtLeast, type RoutedAlert } from './routed-alert.js';
import type { Wait } from './routing-parts.js';
import { idleResult, type Sink } from './sink.js';

const never = new AbortController().signal;
const systemWait: Wait = (ms, signal) => systemTimer.after(ms, signal);
const noProgress = async () => undefined;
const rules = {
  minSeverity: 'warning',
  dedupeWindowSeconds: 100,
  rateLimitWindowSeconds: 50,
  maxAlertsPerWindow: 3,
} as const;

let folder: string;
let runs = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-routing-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A sink that keeps what it was given, or fails. */
class KeptAlerts implements Sink {
  readonly idle = idleResult('file', 'a test');
  readonly kept: string[] = [];
  how: 'delivers' | 'says no' | 'breaks' = 'delivers';

  async deliver({ alerts }: { alerts: readonly RoutedAlert[] }) {
    if (this.how === 'breaks') throw new Error('the disk is full');
    if (this.how === 'says no') return this.idle;
    this.kept.push(...alerts.map(({ message }) => message));
    return { ...this.idle, routed: true };
  }
}

const alert: fc.Arbitrary<RoutedAlert> = fc.record({
  severity: fc.constantFrom('info', 'warning', 'critical'),
  category: fc.constant('speed'),
  message: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
});
const call = fc.record({
  alerts: fc.array(alert, { maxLength: 6 }),
  seconds: fc.integer({ min: -20, max: 120 }),
  how: fc.constantFrom('delivers', 'delivers', 'says no', 'breaks' as const),
  /** How much is left of the state file before the call. */
  torn: fc.option(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { freq: 4, nil: undefined }),
});

/** Cuts the file as a machine that goes down may; false where there is none. */
async function tear(path: string, left: number | undefined): Promise<boolean> {
  const text = left === undefined ? undefined : await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined || left === undefined) return false;
  await writeFile(path, text.slice(0, Math.floor(left * (text.length - 1))));
  return true;
}

describe('the alert router', () => {
  it('never loses an alert that passed: each is delivered, was delivered lately, or is over the limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
        let time = Date.parse('2026-11-20T12:00:00Z') / 1_000;
        const router = new AlertRouter(() => new Date(time * 1_000), systemWait);
        const sink = new KeptAlerts();
        const statePath = join(folder, `state-${(runs += 1)}.json`);
        const delivered: { message: string; at: number }[] = [];
        for (const { alerts, seconds, how, torn } of calls) {
          time += seconds;
          const wasTorn = await tear(statePath, torn);
          sink.how = how;
          sink.kept.length = 0;
          const routing = { alerts, context: undefined, rules, statePath, sink };
          const routed = await router.route(routing, never, noProgress).catch(() => undefined);
          const counted = routed?.filtered;
          expect(routed === undefined || wasTorn === (routed.tornFile !== undefined)).toBe(true);
          const succeeded = routed?.result.routed === true || counted?.passed.length === 0;
          expect(how !== 'delivers' || succeeded).toBe(true);
          if (!succeeded) {
            expect(sink.kept).toEqual([]);
            continue;
          }
          const severe = alerts.filter((each) => isAtLeast(each, 'warning'));
          const missing = severe.filter(({ message }) => !sink.kept.includes(message));
          const lately = missing.filter(({ message }) =>
            delivered.some((one) => one.message === message && one.at <= time && time - one.at < 100),
          );
          const overLimit = missing.length - lately.length;
          expect(overLimit).toBeLessThanOrEqual(counted?.droppedRateLimit ?? 0);
          const inWindow = delivered.filter(({ at }) => at <= time && time - at < 50).length;
          if (overLimit > 0) expect(inWindow + sink.kept.length).toBeGreaterThanOrEqual(3);
          delivered.push(...sink.kept.map((message) => ({ message, at: time })));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('delivers what failed with the next call', async () => {
    const router = new AlertRouter(() => new Date(), systemWait);
    const sink = new KeptAlerts();
    const alerts = [{ severity: 'critical' as const, category: 'quality', message: 'a' }];
    const routing = { alerts, context: undefined, rules, statePath: join(folder, 'state.json'), sink };
    sink.how = 'says no';
    expect((await router.route(routing, never, noProgress)).result.routed).toBe(false);
    sink.how = 'breaks';
    await expect(router.route(routing, never, noProgress)).rejects.toThrow('the disk is full');
    sink.how = 'delivers';
    expect((await router.route(routing, never, noProgress)).result.routed).toBe(true);
    expect((await router.route(routing, never, noProgress)).filtered.droppedDuplicate).toBe(1);
    expect(sink.kept).toEqual(['a']);
  });

  it('delivers once what many calls bring at the same time', async () => {
    const router = new AlertRouter(() => new Date(), systemWait);
    const sink = new KeptAlerts();
    const alerts = [{ severity: 'critical' as const, category: 'quality', message: 'a' }];
    const routing = { alerts, context: undefined, rules, statePath: join(folder, 'state.json'), sink };
    await Promise.all(Array.from({ length: 20 }, () => router.route(routing, never, noProgress)));
    expect(sink.kept).toEqual(['a']);
  });

  it('delivers once what two servers on one state file bring at the same time', async () => {
    const sink = new KeptAlerts();
    const alerts = [{ severity: 'critical' as const, category: 'quality', message: 'a' }];
    const routing = { alerts, context: undefined, rules, statePath: join(folder, 'state.json'), sink };
    const servers = Array.from({ length: 3 }, () => new AlertRouter(() => new Date(), systemWait));
    const routed = await Promise.all(servers.map((server) => server.route(routing, never, noProgress)));
    expect(sink.kept).toEqual(['a']);
    expect(routed.filter(({ filtered }) => filtered.droppedDuplicate === 1)).toHaveLength(2);
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  it('starts anew from a state that was torn at any byte, and keeps what is left of it', async () => {
    const router = new AlertRouter(() => new Date(), systemWait);
    const sink = new KeptAlerts();
    const alerts = [{ severity: 'critical' as const, category: 'quality', message: 'a' }];
    const statePath = join(folder, 'state.json');
    const routing = { alerts, context: undefined, rules, statePath, sink };
    await router.route(routing, never, noProgress);
    const whole = await readFile(statePath, 'utf8');
    for (let left = 0; left < whole.trimEnd().length; left += 7) {
      await writeFile(statePath, whole.slice(0, left));
      const { result, tornFile } = await router.route(routing, never, noProgress);
      expect([result.routed, tornFile]).toEqual([true, `${statePath}.torn`]);
      expect(await readFile(`${statePath}.torn`, 'utf8')).toBe(whole.slice(0, left));
    }
    expect(await readdir(folder)).toEqual(['state.json', 'state.json.torn']);
    expect((await stat(statePath)).mode & 0o777).toBe(0o600);
  });

  it.each(['{}', 'null', '[]', '{"window_start_ts":"soon"}'])(
    'starts anew from a state of its own that nobody understands, and keeps it beside: %s',
    async (text) => {
      const router = new AlertRouter(() => new Date(), systemWait);
      const sink = new KeptAlerts();
      const alerts = [{ severity: 'critical' as const, category: 'quality', message: 'a' }];
      const statePath = join(folder, 'state.json');
      await writeFile(statePath, text);
      const routing = { alerts, context: undefined, rules, statePath, isOwnState: true, sink };
      const { tornFile } = await router.route(routing, never, noProgress);
      expect([sink.kept, tornFile]).toEqual([['a'], `${statePath}.torn`]);
      expect(await readFile(`${statePath}.torn`, 'utf8')).toBe(text);
    },
  );

  it.each(['{"job":"extension"}', '[]', '"a text"'])(
    'does not touch a file that holds something else: %s',
    async (text) => {
      const router = new AlertRouter(() => new Date(), systemWait);
      const statePath = join(folder, 'state.json');
      await writeFile(statePath, text);
      const routing = { alerts: [], context: undefined, rules, statePath, sink: new KeptAlerts() };
      await expect(router.route(routing, never, noProgress)).rejects.toMatchObject({ param: 'state_path' });
      expect(await readFile(statePath, 'utf8')).toBe(text);
    },
  );
});
