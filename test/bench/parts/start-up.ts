import { setTimeout as delay } from 'node:timers/promises';
import { stopChild } from '../children.ts';
import { rssMiB } from '../process-usage.ts';
import { median } from '../quantile.ts';
import type { PartReport } from '../stage.ts';
import type { Subject } from '../subject.ts';

const IDLE_MS = 1_500;

interface Start {
  readonly readyMs: number;
  readonly idleMiB: number;
}

type Starter = () => Promise<Subject>;

/** measureStartUp starts the pipe and the gateway several times, before anything else has run. */
export async function measureStartUp(
  starters: { readonly pipe: Starter; readonly gateway: Starter },
  starts: number,
): Promise<PartReport> {
  const data: Record<'pipe' | 'gateway', Start[]> = { pipe: [], gateway: [] };
  for (let n = 0; n < starts; n++) {
    data.pipe.push(await oneStart(starters.pipe));
    data.gateway.push(await oneStart(starters.gateway));
  }
  const of = (name: 'pipe' | 'gateway', key: keyof Start): number =>
    median(data[name].map((start) => start[key]));
  const cells = (key: keyof Start): { pipe: number; gateway: number } => ({
    pipe: of('pipe', key),
    gateway: of('gateway', key),
  });
  return {
    title: `Start, median of ${starts}`,
    rows: [
      { measure: 'process start to first 200, ms', cells: cells('readyMs') },
      { measure: 'RSS when idle, MiB', cells: cells('idleMiB') },
    ],
    data,
    faults: [],
  };
}

async function oneStart(start: Starter): Promise<Start> {
  const subject = await start();
  await delay(IDLE_MS);
  const idleMiB = rssMiB(subject.process.pid ?? 0);
  await stopChild(subject.process);
  return { readyMs: subject.readyMs, idleMiB };
}
