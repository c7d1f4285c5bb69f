import { setTimeout as delay } from 'node:timers/promises';
import { StreamLane } from './stream-lane.ts';
import type { Target } from './target.ts';

export interface AbortStreams {
  readonly kind: 'abort-streams';
  readonly target: Target;
  readonly count: number;
}

export interface AbortStreamsResult {
  /** When the client went away, by the stream's seed; CLOCK_MONOTONIC milliseconds. */
  readonly wentAt: Record<string, number>;
  readonly mismatches: number;
}

const AT_ONCE = 20;
const FIRST_TOKEN_MS = 100;
const LATEST_ABORT_MS = 400;

/** abortStreams leaves each stream at a random moment: some before the first token, most in mid-stream. */
export async function abortStreams(job: AbortStreams): Promise<AbortStreamsResult> {
  const result = { wentAt: {} as Record<string, number>, mismatches: 0 };
  const seeds = Array.from({ length: job.count }, (_, seed) => seed);
  await Promise.all(Array.from({ length: AT_ONCE }, () => abortInTurn(seeds, job.target, result)));
  return result;
}

async function abortInTurn(
  seeds: number[],
  target: Target,
  result: { wentAt: Record<string, number>; mismatches: number },
): Promise<void> {
  for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop()) {
    const lane = new StreamLane(target);
    const call = await lane.start({ seed, tokens: 2_000, firstTokenMs: FIRST_TOKEN_MS, gapMs: 10 });
    await delay(10 + Math.random() * LATEST_ABORT_MS);
    result.wentAt[seed] = Number(process.hrtime.bigint()) / 1e6;
    lane.cut();
    await call.over;
    if (!call.isRight()) result.mismatches += 1;
  }
}
