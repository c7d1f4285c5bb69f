import { setTimeout as delay } from 'node:timers/promises';
import type { StreamCall } from './stream-call.ts';
import { StreamLane } from './stream-lane.ts';
import type { Target } from './target.ts';

export interface HoldStreams {
  readonly kind: 'hold-streams';
  readonly target: Target;
  /** Streams that should be open when this job is done; what is open already counts. */
  readonly count: number;
  readonly gapMs: number;
}

export interface ReleaseStreams {
  readonly kind: 'release-streams';
}

export interface HeldStreamsResult {
  readonly open: number;
  readonly mismatches: number;
}

const held: { lane: StreamLane; call: StreamCall }[] = [];

/** holdStreams opens streams up to a count and leaves them flowing; it waits for the first token of each. */
export async function holdStreams(job: HoldStreams): Promise<HeldStreamsResult> {
  while (held.length < job.count) {
    const lane = new StreamLane(job.target);
    const script = { seed: held.length, tokens: 100_000, firstTokenMs: 20, gapMs: job.gapMs };
    held.push({ lane, call: await lane.start(script) });
    await delay(1);
  }
  while (held.some(({ call }) => call.tokensAt.length === 0 && call.status === 0)) await delay(20);
  return state();
}

/** releaseStreams goes away from all held streams at once. */
export async function releaseStreams(): Promise<HeldStreamsResult> {
  const result = state();
  for (const { lane } of held) lane.cut();
  await Promise.all(held.map(({ call }) => call.over));
  held.length = 0;
  return result;
}

function state(): HeldStreamsResult {
  const flowing = held.filter(({ call }) => call.status === 200);
  return { open: flowing.length, mismatches: held.filter(({ call }) => !call.isRight()).length };
}
