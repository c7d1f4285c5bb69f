import type { OpenLoopResult } from '../load/open-loop.ts';
import { median } from '../quantile.ts';
import { type Cells, fault, type PartReport, type Row, type Stage } from '../stage.ts';
import type { SubjectName } from '../subject.ts';

type Data = Partial<Record<SubjectName, OpenLoopResult[]>>;

/** measureLatency sends at a fixed rate; each latency counts from the moment that its request was due. */
export async function measureLatency(stage: Stage): Promise<PartReport> {
  const { rate, rounds, seconds } = stage.plan.latency;
  const subjects = [stage.direct, stage.pipe, stage.gateway];
  const data: Data = Object.fromEntries(subjects.map(({ name }) => [name, [] as OpenLoopResult[]]));
  for (let n = 1; n <= rounds; n++) {
    stage.progress(`Latency at ${rate} requests/s, round ${n} of ${rounds}`);
    for (const { name, target } of subjects) {
      data[name]?.push(await stage.load.run({ kind: 'open-loop', target, rate, seconds }));
    }
  }
  const wrong = Object.values(data).flat();
  return {
    title: `Whole answers at ${rate} requests/s`,
    rows: [latencyRow(data, 'p50'), latencyRow(data, 'p99')],
    data,
    faults: fault(
      wrong.reduce((sum, round) => sum + round.wrong, 0),
      'wrong answers at a fixed rate',
    ),
  };
}

function latencyRow(data: Data, q: 'p50' | 'p99'): Row {
  const of = (name: SubjectName): number => median((data[name] ?? []).map((round) => round[q]));
  const cells: Cells = { direct: of('direct'), pipe: of('pipe'), gateway: of('gateway') };
  return { measure: `${q}, ms`, cells, result: added(of('gateway'), of('direct'), of('pipe')) };
}

/** added says in milliseconds what the gateway adds, and what the pipe adds. */
export function added(gateway: number, direct: number, pipe: number): string {
  const ms = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(2)}`;
  return `${ms(gateway - direct)} ms (pipe ${ms(pipe - direct)})`;
}
