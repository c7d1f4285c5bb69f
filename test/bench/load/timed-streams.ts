import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from '../quantile.ts';
import type { StreamCall } from './stream-call.ts';
import { StreamLane } from './stream-lane.ts';
import type { Target } from './target.ts';

export interface TimedStreams {
  readonly kind: 'timed-streams';
  readonly target: Target;
  /** Streams at any one time. */
  readonly concurrent: number;
  /** Streams one after another on each connection. */
  readonly perConnection: number;
  readonly tokens: number;
  readonly firstTokenMs: number;
  readonly gapMs: number;
}

export interface TimedStreamsResult {
  readonly streams: number;
  readonly unfinished: number;
  readonly mismatches: number;
  /** Milliseconds. */
  readonly firstToken: { readonly p50: number; readonly p99: number };
  readonly gap: { readonly p50: number; readonly p99: number };
}

/** runTimedStreams reads streams side by side, started out of step, and times every token. */
export async function runTimedStreams(job: TimedStreams): Promise<TimedStreamsResult> {
  const lanes = Array.from({ length: job.concurrent }, () => new StreamLane(job.target));
  await Promise.all(lanes.map((lane) => lane.open()));
  const calls = await Promise.all(lanes.map((lane, index) => readInTurn(lane, index, job)));
  for (const lane of lanes) lane.cut();
  return summary(calls.flat());
}

async function readInTurn(lane: StreamLane, index: number, job: TimedStreams): Promise<StreamCall[]> {
  const calls: StreamCall[] = [];
  await delay(50 + Math.random() * 10 * job.gapMs);
  for (let n = 0; n < job.perConnection; n++) {
    const call = await lane.start({ ...job, seed: index * job.perConnection + n });
    await call.over;
    calls.push(call);
  }
  return calls;
}

function summary(calls: StreamCall[]): TimedStreamsResult {
  const first = calls.flatMap((call) => call.tokensAt.slice(0, 1).map((at) => at - call.sentAt));
  const gaps = calls.flatMap(({ tokensAt }) => tokensAt.slice(1).map((at, n) => at - (tokensAt[n] ?? at)));
  return {
    streams: calls.length,
    unfinished: calls.filter((call) => !call.finished).length,
    mismatches: calls.filter((call) => !call.isRight()).length,
    firstToken: { p50: quantile(first, 0.5), p99: quantile(first, 0.99) },
    gap: { p50: quantile(gaps, 0.5), p99: quantile(gaps, 0.99) },
  };
}
