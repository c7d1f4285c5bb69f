import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuSeconds, rssMiB } from '../process-usage.ts';
import type { Plan } from './plan.ts';
import { startPlane, type Plane } from './plane.ts';
import { fixed, times, type PartReport, type Row } from './report.ts';

/** Follower reads one service's log as a client of ops does. */
class Follower {
  readonly lagsMs: number[] = [];
  #answer: IncomingMessage | undefined;

  /** Resolves when the log is being followed. */
  async open({ url, headers }: Plane, service: string): Promise<void> {
    const { authorization = '' } = headers;
    const call = request(`${url}/services/${service}/logs?follow=true&tail=100`, {
      headers: { authorization, accept: 'text/event-stream' },
      agent: false,
    }).end();
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    if (answer.statusCode !== 200) throw new Error(`the log of ${service}: ${answer.statusCode}`);
    this.#answer = answer;
    const lines = createInterface({ input: answer });
    const following = new Promise<void>((resolve) => lines.on('line', (line) => this.take(line, resolve)));
    await following;
  }

  close(): void {
    this.#answer?.destroy();
  }

  private take(line: string, began: () => void): void {
    if (line.startsWith('event: following') || line.startsWith('event:following')) began();
    const at = /written at (\d+\.\d+)/.exec(line)?.[1];
    if (at !== undefined) this.lagsMs.push(performance.now() - Number(at));
  }
}

/** measureLogs tells what following many logs at once takes, and how late their lines are. */
export async function measureLogs(folder: string, plan: Plan['logs']): Promise<PartReport> {
  const plane = await startPlane(folder, plan.streams);
  try {
    const idle = await usage(plane, () => pause(plan.seconds * 250));
    const followers = plane.containers.map(() => new Follower());
    await Promise.all(followers.map((follower, index) => follower.open(plane, `s${index}`)));
    const busy = await usage(plane, () => write(plane, plan));
    const lags = followers.flatMap(({ lagsMs }) => lagsMs);
    for (const follower of followers) follower.close();
    const expected = plan.streams * plan.linesPerSecond * plan.seconds;
    const missing = Math.round(expected - lags.length);
    return {
      title: `${plan.streams} followed logs of ${plan.linesPerSecond} lines/s each, for ${plan.seconds} s`,
      floor: 'idle',
      rows: [
        ...(['worker', 'ops'] as const).flatMap((app) => usageRows(app, idle, busy)),
        { measure: 'line written to line read, p50 / p99', figure: times(lags) },
      ],
      faults: missing === 0 ? [] : [`${missing} of ${expected} lines are missing`],
    };
  } finally {
    await plane.close();
  }
}

/** Every container writes its share of each second, and the last lines have the time to arrive. */
async function write({ containers }: Plane, { linesPerSecond, seconds }: Plan['logs']): Promise<void> {
  const start = performance.now();
  for (let line = 0; line < linesPerSecond * seconds; line++) {
    await pause(Math.max(0, start + (line * 1_000) / linesPerSecond - performance.now()));
    for (const container of containers) {
      container.say({
        stream: 'stdout',
        text: `line ${line}, written at ${performance.now().toFixed(3)}, ${'x'.repeat(60)}`,
      });
    }
  }
  await pause(1_000);
}

interface Usage {
  readonly cpuShare: number;
  readonly rss: number;
}

async function usage({ pids }: Plane, work: () => Promise<void>): Promise<Record<'ops' | 'worker', Usage>> {
  const start = performance.now();
  const before = { ops: cpuSeconds(pids.ops), worker: cpuSeconds(pids.worker) };
  await work();
  const seconds = (performance.now() - start) / 1_000;
  const of = (app: 'ops' | 'worker') => ({
    cpuShare: (cpuSeconds(pids[app]) - before[app]) / seconds,
    rss: rssMiB(pids[app]),
  });
  return { ops: of('ops'), worker: of('worker') };
}

type Used = Awaited<ReturnType<typeof usage>>;

function usageRows(app: 'ops' | 'worker', idle: Used, busy: Used): Row[] {
  const share = (used: Used) => `${fixed(used[app].cpuShare * 100)} % of a core`;
  const rss = (used: Used) => `${fixed(used[app].rss)} MiB`;
  return [
    { measure: `${app}: CPU`, figure: share(busy), floor: share(idle) },
    { measure: `${app}: resident memory at the end`, figure: rss(busy), floor: rss(idle) },
  ];
}
