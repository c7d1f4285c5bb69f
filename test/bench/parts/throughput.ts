import { cpuSeconds } from '../process-usage.ts';
import { median } from '../quantile.ts';
import { atLeast, type Cells, fault, type PartReport, type Row, type Stage } from '../stage.ts';
import type { Subject, SubjectName } from '../subject.ts';

interface Round {
  readonly perSecond: number;
  readonly perCpuSecond: number;
  /** Share of one core, in percent, that the subject used, and that the mock and the load used together. */
  readonly subjectCpu: number;
  readonly loadCpu: number;
  readonly wrong: number;
}

type Data = Partial<Record<SubjectName, Round[]>>;

/** measureThroughput asks each subject for whole answers as fast as it gives them, in turn, round after round. */
export async function measureThroughput(stage: Stage): Promise<PartReport> {
  const { rounds, seconds } = stage.plan.throughput;
  const { direct, pipe, gateway, portkey } = stage;
  const subjects = [direct, pipe, gateway, ...(portkey ? [portkey] : [])];
  const data: Data = Object.fromEntries(subjects.map(({ name }) => [name, [] as Round[]]));
  for (const subject of subjects) await oneRound(stage, subject, stage.plan.warmUpSeconds);
  for (let n = 1; n <= rounds; n++) {
    stage.progress(`Requests per second, round ${n} of ${rounds}`);
    for (const subject of subjects) data[subject.name]?.push(await oneRound(stage, subject, seconds));
  }
  const wrong = Object.values(data).flatMap((all) => all.map((round) => round.wrong));
  return {
    title: `Whole answers, ${stage.plan.throughput.connections} connections, as fast as they come`,
    rows: rowsOf(data),
    data,
    faults: fault(
      wrong.reduce((sum, count) => sum + count, 0),
      'wrong answers under full load',
    ),
  };
}

async function oneRound(stage: Stage, subject: Subject, seconds: number): Promise<Round> {
  const pids = [subject, stage.direct, stage.load].map((part) => part.process.pid ?? 0);
  const before = pids.map(cpuSeconds);
  const { connections } = stage.plan.throughput;
  const run = await stage.load.run({ kind: 'closed-loop', target: subject.target, connections, seconds });
  const [own = 0, mock = 0, load = 0] = pids.map((pid, index) => cpuSeconds(pid) - (before[index] ?? 0));
  return {
    perSecond: run.answers / run.seconds,
    perCpuSecond: run.answers / own,
    subjectCpu: (own / run.seconds) * 100,
    loadCpu: ((mock + load) / run.seconds) * 100,
    wrong: run.wrong,
  };
}

function rowsOf(data: Data): Row[] {
  const row = (measure: string, of: (round: Round) => number): Row => ({ measure, cells: medians(data, of) });
  const rate = row('requests/s', (round) => round.perSecond);
  const perCpu = row('requests per second of own CPU', (round) => round.perCpuSecond);
  const ofPipe = ratio(data, 'pipe');
  const ofPortkey = ratio(data, 'portkey');
  return [
    { ...rate, result: `${ofPipe.toFixed(2)} of the pipe`, goal: atLeast(ofPipe, 0.75) },
    ...(data.portkey ? [portkeyRow(ofPortkey)] : []),
    perCpu,
    row('own CPU, % of a core', (round) => round.subjectCpu),
    row('mock and load, % of a core', (round) => round.loadCpu),
  ];
}

function portkeyRow(times: number): Row {
  return { measure: '', cells: {}, result: `${times.toFixed(1)} x Portkey`, goal: atLeast(times, 12) };
}

function medians(data: Data, of: (round: Round) => number): Cells {
  const cells = Object.entries(data).map(([name, rounds]) => [name, Math.round(median(rounds.map(of)))]);
  return Object.fromEntries(cells) as Cells;
}

/** ratio compares within each round, so that what disturbs the machine for a while disturbs both sides. */
function ratio(data: Data, floor: SubjectName): number {
  const rounds = data.gateway ?? [];
  return median(rounds.map(({ perSecond }, n) => perSecond / (data[floor]?.[n]?.perSecond ?? NaN)));
}
