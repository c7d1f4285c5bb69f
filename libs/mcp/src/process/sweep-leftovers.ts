import { endMarked, type EndReport, type EndTimes } from './end-marked.js';
import { markedProcesses } from './proc-table.js';
import type { RunMark } from './process-mark.js';
import { isRunAlive } from './run-mark.js';

const TIMES: EndTimes = { termMs: 1_000, killMs: 2_000 };

/**
 * sweepLeftovers ends what earlier runs of this router left behind when they were killed: processes that bear its owner
 * mark and another run's, whose router is gone. A process without that mark, and one of a router that lives, is never
 * touched. Linux only: without /proc it finds nothing.
 */
export async function sweepLeftovers(mark: RunMark): Promise<EndReport> {
  const dead = await deadRuns(mark);
  if (dead.size === 0) return { found: 0, left: 0 };
  return endMarked(({ owner, run }) => owner === mark.owner && dead.has(run), TIMES);
}

async function deadRuns({ owner, run }: RunMark): Promise<Set<string>> {
  const ours = (await markedProcesses()).filter(({ mark }) => mark.owner === owner && mark.run !== run);
  const runs = [...new Set(ours.map(({ mark }) => mark.run))];
  const alive = await Promise.all(runs.map(isRunAlive));
  return new Set(runs.filter((_run, index) => alive[index] === false));
}
