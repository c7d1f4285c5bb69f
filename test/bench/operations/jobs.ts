import { consumerDefaults } from '@app/jobs';
import { aJob } from '../../redis/a-job.ts';
import { JobBench } from '../../redis/job-bench.ts';
import { openBareQueue } from './bare-queue.ts';
import type { Plan } from './plan.ts';
import { startPlane, type Plane } from './plane.ts';
import { rate, type PartReport, type Row } from './report.ts';

/** A job that changes nothing, of one of the callers. */
type Noop = (caller: number) => Promise<void>;

/**
 * measureJobs tells how many jobs a second end that have nothing to do: in the job room alone, next to the queue that it
 * is built on, and as whole requests that start what runs already.
 */
export async function measureJobs(folder: string, plan: Plan['jobs']): Promise<PartReport> {
  const bench = await JobBench.open('--appendonly', 'yes');
  const rows: Row[] = [];
  for (const callers of plan.callers) {
    const { lookMs: stalledCheckMs, lockMs: jobLockMs } = TERMS;
    const handler = () => Promise.resolve(null);
    const consumer = bench.consume({ handler, concurrency: callers, jobLockMs, stalledCheckMs });
    const room = await perSecond(plan, callers, async (caller) => {
      const { jobId } = await bench.producer.enqueue(aJob({ services: [`s${caller}`] }));
      await bench.outcome(jobId);
    });
    await consumer.close(1_000);
    const bare = await openBareQueue(bench.server.url, callers);
    const floor = await perSecond(plan, callers, (caller) => bare.run(aJob({ services: [`s${caller}`] })));
    await bare.close();
    rows.push({
      measure: `queue to outcome, ${callersOf(callers)} and as many at once`,
      figure: room,
      floor,
    });
  }
  await bench.close();
  const plane = await startPlane(folder, Math.max(...plan.callers));
  try {
    for (const callers of plan.callers) rows.push(await wholeRequests(plane, plan, callers));
  } finally {
    await plane.close();
  }
  return { title: `Jobs that change nothing, ${plan.each} of each`, floor: 'BullMQ alone', rows, faults: [] };
}

/** As in a worker; the terms of a test would have it look for the dead all the time. */
const TERMS = { lockMs: consumerDefaults.jobLockMs, lookMs: consumerDefaults.stalledCheckMs };

async function wholeRequests(plane: Plane, plan: Plan['jobs'], callers: number): Promise<Row> {
  const figure = await perSecond(plan, callers, (caller) => plane.change(`s${caller}`, 'start'));
  return {
    measure: `whole requests, ${callersOf(callers)} of a worker with ${consumerDefaults.concurrency} at once`,
    figure,
  };
}

function callersOf(count: number): string {
  return count === 1 ? '1 caller' : `${count} callers`;
}

async function perSecond(plan: Plan['jobs'], callers: number, noop: Noop): Promise<string> {
  await shared(plan.warmUp, callers, noop);
  const start = performance.now();
  await shared(plan.each, callers, noop);
  return rate(plan.each, (performance.now() - start) / 1_000);
}

async function shared(jobs: number, callers: number, noop: Noop): Promise<void> {
  let left = jobs;
  const lane = async (caller: number) => {
    while (left-- > 0) await noop(caller);
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => lane(caller)));
}
