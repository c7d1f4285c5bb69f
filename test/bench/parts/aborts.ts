import { setTimeout as delay } from 'node:timers/promises';
import { mockState } from '../mock.ts';
import { quantile } from '../quantile.ts';
import { fault, type Goal, type PartReport, type Row, type Stage } from '../stage.ts';
import type { Subject } from '../subject.ts';

const SETTLE_LIMIT_MS = 5_000;

interface Aborts {
  /** Milliseconds from the client's departure to the upstream's notice of it. */
  readonly p50: number;
  readonly p99: number;
  readonly aborted: number;
  readonly seen: number;
  /** Streams that still run upstream when all clients are long gone. */
  readonly leaked: number;
  readonly mismatches: number;
}

/** measureAborts leaves streams at random moments and asks the upstream when it noticed. */
export async function measureAborts(stage: Stage): Promise<PartReport> {
  stage.progress(`${stage.plan.aborts} clients that go away`);
  const data = {
    direct: await abortsOf(stage, stage.direct),
    pipe: await abortsOf(stage, stage.pipe),
    gateway: await abortsOf(stage, stage.gateway),
  };
  const none: Goal = { text: '0', met: data.gateway.leaked === 0 };
  return {
    title: `${stage.plan.aborts} streams aborted by the client at random moments`,
    rows: [
      row('until the upstream sees it p50, ms', data, (aborts) => aborts.p50),
      row('until the upstream sees it p99, ms', data, (aborts) => aborts.p99),
      row('aborts that the upstream saw', data, (aborts) => String(aborts.seen)),
      { ...row('streams left open upstream', data, (aborts) => String(aborts.leaked)), goal: none },
    ],
    data,
    faults: [
      ...fault(data.gateway.leaked, 'streams left open upstream'),
      ...fault(data.gateway.aborted - data.gateway.seen, 'aborts that never reached the upstream'),
      ...fault(data.gateway.mismatches, 'aborted streams with damaged text'),
    ],
  };
}

async function abortsOf(stage: Stage, subject: Subject): Promise<Aborts> {
  await mockState(stage.direct, true);
  const job = { kind: 'abort-streams' as const, target: subject.target, count: stage.plan.aborts };
  const { wentAt, mismatches } = await stage.load.run(job);
  const { aborts, streams } = await settled(stage.direct);
  const delays = Object.entries(aborts).map(([seed, seenAt]) => seenAt - (wentAt[seed] ?? NaN));
  return {
    p50: quantile(delays, 0.5),
    p99: quantile(delays, 0.99),
    aborted: stage.plan.aborts,
    seen: delays.length,
    leaked: streams,
    mismatches,
  };
}

/** settled waits until nothing runs upstream any more, but not for ever: what then still runs has leaked. */
async function settled(mock: Subject): ReturnType<typeof mockState> {
  const startedAt = performance.now();
  let state = await mockState(mock);
  while (state.streams > 0 && performance.now() - startedAt < SETTLE_LIMIT_MS) {
    await delay(50);
    state = await mockState(mock);
  }
  return state;
}

function row(
  measure: string,
  data: Record<'direct' | 'pipe' | 'gateway', Aborts>,
  of: (aborts: Aborts) => number | string,
): Row {
  return { measure, cells: { direct: of(data.direct), pipe: of(data.pipe), gateway: of(data.gateway) } };
}
