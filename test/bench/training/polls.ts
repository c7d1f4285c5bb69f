import { once } from 'node:events';
import { join } from 'node:path';
import { startFakeAiToolkit } from '../../training/fake-ai-toolkit/fake-ai-toolkit.ts';
import { startChild, stopChild } from '../children.ts';
import { fixed, type PartReport } from '../operations/report.ts';
import { SUBJECT_CORE } from '../subject.ts';
import { GrowingRun } from './growing-run.ts';

export interface PollsPlan {
  /** After so many polls memory is looked at; the last one is the end. */
  readonly marks: readonly number[];
  readonly stepsPerPoll: number;
  /** More that is held at the last mark than at the first is a leak. */
  readonly leakMiB: number;
}

/** Mark is what the watching process says of itself, after it has collected its garbage. */
export interface Mark {
  readonly polls: number;
  readonly rssMiB: number;
  readonly heapMiB: number;
  readonly msPerPoll: number;
}

const SCRIPT = join(import.meta.dirname, '../watching.ts');
const FLAGS = ['--expose-gc', '--disable-warning=ExperimentalWarning'];

/** measurePolls lets a watch poll a job that goes on and on, without the time between two polls. */
export async function measurePolls(folder: string, plan: PollsPlan): Promise<PartReport> {
  const { marks, stepsPerPoll } = plan;
  const toolkit = await startFakeAiToolkit();
  const run = new GrowingRun({ polls: marks.at(-1) ?? 0, stepsPerPoll });
  const job = toolkit.addJob({ name: run.jobName, status: 'running', info: 'Training' });
  toolkit.instead = (call) => run.answer(call, job);
  const args = [toolkit.url, folder, job.id, ...marks.map(String)];
  const child = startChild({ script: SCRIPT, args, nodeFlags: FLAGS, core: SUBJECT_CORE });
  try {
    const seen: Mark[] = [];
    child.on('message', (mark) => void seen.push(mark as Mark));
    const [code] = (await once(child, 'exit')) as [number | null];
    return reportOf(plan, seen, code, run.bytes);
  } finally {
    await stopChild(child);
    await toolkit.close();
  }
}

function reportOf(plan: PollsPlan, seen: readonly Mark[], code: number | null, bytes: number): PartReport {
  const rows = seen.map(({ polls, rssMiB, heapMiB, msPerPoll }) => ({
    measure: `after ${polls.toLocaleString('en-GB')} polls: resident / heap / a poll`,
    figure: `${fixed(rssMiB)} / ${fixed(heapMiB)} MiB / ${fixed(msPerPoll)} ms`,
  }));
  const polls = plan.marks.at(-1)?.toLocaleString('en-GB');
  const title = `Memory of a watch over ${polls} polls, ${fixed(bytes / 1e6)} MB of log`;
  return { title, floor: '', rows, faults: faultsOf(plan, seen, code) };
}

function faultsOf({ marks, leakMiB }: PollsPlan, seen: readonly Mark[], code: number | null): string[] {
  const [first, last] = [seen[0], seen.at(-1)];
  if (code !== 0 || seen.length < marks.length || first === undefined || last === undefined)
    return [`the watching process ended with ${code} at mark ${seen.length} of ${marks.length}`];
  const grown = last.heapMiB - first.heapMiB;
  return grown > leakMiB ? [`the watch held ${fixed(grown)} MiB more at its end`] : [];
}
