import type { FakeFrame, FakeJob } from './fake-job.ts';

export interface FakeQueue {
  readonly id: number;
  readonly gpu_ids: string;
  is_running: boolean;
}

/** FakeWorker does what the backend's worker and the trainers do, a turn at a time. */
export class FakeWorker {
  readonly queues = new Map<string, FakeQueue>();
  private readonly jobs: ReadonlyMap<string, FakeJob>;
  private nextPid = 100;

  constructor(jobs: ReadonlyMap<string, FakeJob>) {
    this.jobs = jobs;
  }

  /** One second of the backend: the trainers go on, then each running queue takes its next job. */
  tick(): void {
    for (const job of this.jobs.values()) this.train(job);
    for (const queue of this.queues.values()) if (queue.is_running) this.serve(queue);
  }

  queue(gpuIds: string): FakeQueue {
    const known = this.queues.get(gpuIds);
    const queue = known ?? { id: this.queues.size + 1, gpu_ids: gpuIds, is_running: false };
    this.queues.set(gpuIds, queue);
    return queue;
  }

  /** Queues the job, behind all others. */
  enqueue(job: FakeJob): void {
    const positions = [...this.jobs.values()].map(({ queue_position }) => queue_position);
    const queue_position = Math.max(0, ...positions) + 1_000;
    Object.assign(job, { status: 'queued', stop: false, info: 'Job queued', queue_position });
    this.queue(job.gpu_ids);
  }

  /** Only a process can be told to end; of a job without one, just the row changes. */
  stop(job: FakeJob): void {
    Object.assign(job, { stop: true, info: 'Stopping job...' });
    if (job.pid === null) return;
    Object.assign(job, { status: 'stopped', info: 'Job stopped' });
    job.kept.ending ??= job.kept.ticksToStop;
  }

  private serve(queue: FakeQueue): void {
    const here = [...this.jobs.values()].filter(({ gpu_ids }) => gpu_ids === queue.gpu_ids);
    if (here.some(({ status }) => status === 'running')) return;
    const waiting = here.filter(({ status }) => status === 'queued');
    const [next] = waiting.sort((a, b) => a.queue_position - b.queue_position);
    if (next === undefined) queue.is_running = false;
    else this.spawn(next);
  }

  private spawn(job: FakeJob): void {
    if (job.kept.log !== undefined) job.kept.olderLogs.push(job.kept.log);
    job.kept.log = '';
    job.kept.ending = undefined;
    Object.assign(job, { status: 'running', stop: false, info: 'Starting job...', pid: this.nextPid });
    this.nextPid += 1;
  }

  private train(job: FakeJob): void {
    if (job.pid === null) return;
    const { kept } = job;
    if (kept.ending === undefined && job.stop) kept.ending = 0;
    if (kept.ending === undefined) return this.play(job, kept.frames.shift());
    kept.ending -= 1;
    if (kept.ending > 0) return;
    kept.log = `${kept.log ?? ''}\n${'='.repeat(40)}\nJob stopped\n`;
    kept.ending = undefined;
    Object.assign(job, { status: 'stopped', info: 'Job stopped', step: kept.savedStep, pid: null });
  }

  private play(job: FakeJob, frame: FakeFrame | undefined): void {
    if (frame === undefined) return;
    const { log = '', losses = [], vanishes = false, ...row } = frame;
    Object.assign(job, row);
    job.kept.log = `${job.kept.log ?? ''}${log}`;
    job.kept.losses ??= {};
    (job.kept.losses['loss/loss'] ??= []).push(...losses);
    if (vanishes || job.status !== 'running') job.pid = null;
  }
}
