import type { TimedStreamsResult } from '../load/timed-streams.ts';
import { median } from '../quantile.ts';
import { type Cells, fault, type PartReport, type Row, type Stage } from '../stage.ts';
import type { SubjectName } from '../subject.ts';
import { added } from './latency.ts';

const FIRST_TOKEN_MS = 5;
const GAP_MS = 10;

type Data = Partial<Record<SubjectName, TimedStreamsResult[]>>;

/**
 * measureStreams times the first token and the gaps of streams side by side, and checks all of their text. The
 * peer is left out: as published, Portkey 1.15.2 answers every stream of its openai provider with 500 on Node.
 */
export async function measureStreams(stage: Stage): Promise<PartReport> {
  const { rounds, ...size } = stage.plan.streams;
  const subjects = [stage.direct, stage.pipe, stage.gateway];
  const job = { kind: 'timed-streams' as const, ...size, firstTokenMs: FIRST_TOKEN_MS, gapMs: GAP_MS };
  const data: Data = Object.fromEntries(subjects.map(({ name }) => [name, [] as TimedStreamsResult[]]));
  for (let n = 1; n <= rounds; n++) {
    stage.progress(`Streams, round ${n} of ${rounds}`);
    for (const { name, target } of subjects) data[name]?.push(await stage.load.run({ ...job, target }));
  }
  return {
    title: `${size.concurrent} streams at a time, ${size.tokens} tokens, one each ${GAP_MS} ms`,
    rows: [
      row(data, 'first token p50, ms', (round) => round.firstToken.p50),
      row(data, 'first token p99, ms', (round) => round.firstToken.p99),
      row(data, 'gap between tokens p50, ms', (round) => round.gap.p50),
      row(data, 'gap between tokens p99, ms', (round) => round.gap.p99),
      { measure: 'texts that differ, of all', cells: counts(data) },
    ],
    data,
    faults: faultsOf(data),
  };
}

function row(data: Data, measure: string, of: (round: TimedStreamsResult) => number): Row {
  const cells = Object.entries(data).map(([name, rounds]) => [name, median(rounds.map(of))]);
  const { direct, pipe, gateway } = Object.fromEntries(cells) as Record<string, number>;
  const result = added(gateway ?? NaN, direct ?? NaN, pipe ?? NaN);
  return { measure, cells: Object.fromEntries(cells) as Cells, result };
}

function sum(rounds: TimedStreamsResult[], of: (round: TimedStreamsResult) => number): number {
  return rounds.reduce((total, round) => total + of(round), 0);
}

function counts(data: Data): Cells {
  const cells = Object.entries(data).map(([name, rounds]) => {
    return [name, `${sum(rounds, (round) => round.mismatches)} of ${sum(rounds, (round) => round.streams)}`];
  });
  return Object.fromEntries(cells) as Cells;
}

function faultsOf({ gateway = [] }: Data): string[] {
  return [
    ...fault(
      sum(gateway, (round) => round.mismatches),
      'streamed texts damaged by the gateway',
    ),
    ...fault(
      sum(gateway, (round) => round.unfinished),
      'streams unfinished through the gateway',
    ),
  ];
}
