import { setTimeout as delay } from 'node:timers/promises';
import { rssMiB } from '../process-usage.ts';
import { median } from '../quantile.ts';
import { fault, type Goal, type PartReport, type Row, type Stage } from '../stage.ts';
import type { Subject } from '../subject.ts';

const GAP_MS = 500;
const SAMPLES = 5;
const SAMPLE_MS = 40;
const RETURN_SHARE = 1.1;

/** One round of holding streams; all sizes in MiB of resident set. */
interface Round {
  readonly before: number;
  /** By the number of streams held. */
  readonly held: Readonly<Record<string, number>>;
  readonly after: number;
  readonly afterSeconds: number;
  readonly mismatches: number;
  readonly unopened: number;
}

/**
 * measureMemory holds more and more streams open, then leaves them all, and does so again. Nothing is done to
 * hurry the garbage collector, so an idle process keeps the heap that its first crowd has grown, the bare pipe
 * as well; the goal is for the last round, which must live in that heap and leave nothing behind.
 */
export async function measureMemory(stage: Stage): Promise<PartReport> {
  const rounds: Record<'pipe' | 'gateway', Round[]> = { pipe: [], gateway: [] };
  for (const name of ['pipe', 'gateway'] as const) {
    await warmUp(stage, stage[name]);
    for (let n = 1; n <= stage.plan.memory.rounds; n++) {
      stage.progress(`Memory of held streams, ${name}, round ${n} of ${stage.plan.memory.rounds}`);
      rounds[name].push(await oneRound(stage, stage[name]));
    }
  }
  return {
    title: `Streams held open, one token each ${GAP_MS} ms`,
    rows: [
      slopeRow(rounds),
      ...rounds.gateway.flatMap((round, n, all) =>
        roundRows(round, rounds.pipe[n], n + 1, n === all.length - 1),
      ),
    ],
    data: rounds,
    faults: [
      ...fault(
        sum(rounds.gateway, (round) => round.mismatches),
        'held streams with damaged text',
      ),
      ...fault(
        sum(rounds.gateway, (round) => round.unopened),
        'held streams that did not open',
      ),
    ],
  };
}

/** warmUp lets the code be loaded and compiled, which is no stream's memory. */
async function warmUp(stage: Stage, { target }: Subject): Promise<void> {
  await stage.load.run({ kind: 'closed-loop', target, connections: 8, seconds: stage.plan.warmUpSeconds });
  const count = stage.plan.memory.levels[0] ?? 0;
  await stage.load.run({ kind: 'hold-streams', target, count, gapMs: 20 });
  await delay(stage.plan.memory.holdSeconds * 1_000);
  await stage.load.run({ kind: 'release-streams' });
}

async function oneRound(stage: Stage, subject: Subject): Promise<Round> {
  const { levels, holdSeconds } = stage.plan.memory;
  const pid = subject.process.pid ?? 0;
  const before = await steadyRss(pid);
  const held: Record<string, number> = {};
  let unopened = 0;
  for (const count of levels) {
    const job = { kind: 'hold-streams' as const, target: subject.target, count, gapMs: GAP_MS };
    unopened += count - (await stage.load.run(job)).open;
    await delay(holdSeconds * 1_000);
    held[count] = await steadyRss(pid);
  }
  const { mismatches } = await stage.load.run({ kind: 'release-streams' });
  return {
    before,
    held,
    mismatches,
    unopened,
    ...(await rssAfter(pid, before, stage.plan.memory.returnSeconds)),
  };
}

async function steadyRss(pid: number): Promise<number> {
  const samples: number[] = [];
  for (let n = 0; n < SAMPLES; n++) {
    await delay(SAMPLE_MS);
    samples.push(rssMiB(pid));
  }
  return median(samples);
}

/** rssAfter waits until the resident set is back within bounds, but no longer than `seconds`. */
async function rssAfter(
  pid: number,
  before: number,
  seconds: number,
): Promise<{ after: number; afterSeconds: number }> {
  const startedAt = performance.now();
  const passed = (): number => (performance.now() - startedAt) / 1_000;
  let after = await steadyRss(pid);
  while (after > before * RETURN_SHARE && passed() < seconds) after = await steadyRss(pid);
  return { after, afterSeconds: passed() };
}

function sum(rounds: Round[], of: (round: Round) => number): number {
  return rounds.reduce((total, round) => total + of(round), 0);
}

/**
 * slope gives the KiB that each further stream takes, between the lowest and the highest level of the first
 * round: later ones live in the heap that it has grown.
 */
function slope([first]: readonly Round[]): number {
  const counts = Object.keys(first?.held ?? {}).map(Number);
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return (((first?.held[high] ?? NaN) - (first?.held[low] ?? NaN)) * 1_024) / (high - low);
}

function slopeRow(rounds: Record<'pipe' | 'gateway', Round[]>): Row {
  const cells = { pipe: slope(rounds.pipe), gateway: slope(rounds.gateway) };
  return {
    measure: 'KiB per stream',
    cells,
    result: `${(cells.gateway / cells.pipe).toFixed(2)} of the pipe`,
  };
}

function roundRows(gateway: Round, pipe: Round | undefined, n: number, isLast: boolean): Row[] {
  const levels = Object.keys(gateway.held).map((count) => ({
    measure: `round ${n}: RSS with ${count} streams, MiB`,
    cells: { pipe: pipe?.held[count] ?? NaN, gateway: gateway.held[count] ?? NaN },
  }));
  const share = gateway.after / gateway.before;
  const back: Goal = { text: `<= ${RETURN_SHARE.toFixed(2)}`, met: share <= RETURN_SHARE };
  return [
    { measure: `round ${n}: RSS before, MiB`, cells: { pipe: pipe?.before ?? NaN, gateway: gateway.before } },
    ...levels,
    {
      measure: `round ${n}: RSS after, MiB`,
      cells: { pipe: pipe?.after ?? NaN, gateway: gateway.after },
      result: `${share.toFixed(2)} of before, after ${gateway.afterSeconds.toFixed(0)} s`,
      ...(isLast && { goal: back }),
    },
  ];
}
