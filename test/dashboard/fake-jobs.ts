import { EventStream } from './event-stream.ts';
import { job, jobsAtFirst, type FakeJob } from './fake-stack.ts';

const STEP_MS = 700;

/** FakeJobs carries jobs out by telling of them. */
export class FakeJobs {
  readonly all: FakeJob[] = jobsAtFirst();
  private older: readonly FakeJob[] = [];
  private readonly streams = new Map<string, EventStream>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** start makes a job that runs for some steps and ends as it is told to. */
  start(given: Partial<FakeJob>, result: 'ok' | 'error' = 'ok'): FakeJob {
    const made = job({ ...given, state: 'active', started_at: new Date().toISOString() });
    this.all.unshift(made);
    const steps =
      given.action === 'pull' ? [5, 35, 70, 98].map((percent) => ({ step: 'pull', percent })) : [];
    const names = given.action === 'restart' ? ['stop', 'start'] : [given.action ?? 'act'];
    const told = steps.length > 0 ? steps : names.map((step) => ({ step }));
    const [service = ''] = made.services;
    const lines = [
      { type: 'queued' },
      { type: 'started' },
      ...told.map(({ step, ...rest }) => ({ type: 'progress', step: `${step} ${service}`, ...rest })),
    ];
    lines.forEach((event, index) => this.later(index * STEP_MS, () => this.tell(made, event)));
    this.later(lines.length * STEP_MS, () => this.end(made, result));
    this.changed();
    return made;
  }

  streamOf(id: string): EventStream | undefined {
    const known = this.streams.get(id);
    const made = this.find(id);
    if (known || made === undefined) return known;
    const stream = new EventStream();
    this.streams.set(id, stream);
    if (made.ended_at !== undefined) this.tellOld(made, stream);
    return stream;
  }

  /** remember puts jobs of earlier hours into the history. */
  remember(jobs: readonly FakeJob[]): void {
    this.older = jobs;
  }

  /** told is what the stream has: what runs and waits, and the newest that ended. */
  told(): readonly FakeJob[] {
    const ended = this.ended();
    return [
      ...this.all.filter(isOpen),
      ...ended.filter(isDone).slice(0, 25),
      ...ended.filter((one) => !isDone(one)).slice(0, 25),
    ];
  }

  find(id: string | undefined): FakeJob | undefined {
    return [...this.all, ...this.older].find((one) => one.id === id);
  }

  /** page answers as `GET /jobs/ended` of ops does. */
  page(query: URLSearchParams): object {
    const limit = Number(query.get('limit') ?? 50);
    const before = query.get('before');
    const fits = (one: FakeJob) =>
      [null, one.node].includes(query.get('node')) &&
      [null, ...one.services].includes(query.get('service')) &&
      [null, isDone(one) ? 'completed' : 'failed'].includes(query.get('state'));
    const left = this.ended().filter((one) => fits(one) && (before === null || placeOf(one) < before));
    const jobs = left.slice(0, limit);
    const last = jobs.at(-1);
    const next = left.length > limit && last !== undefined ? { next: placeOf(last) } : {};
    return { jobs, ...next, kept: { seconds: 43_200, jobs: 1_000 } };
  }

  private ended(): readonly FakeJob[] {
    const all = [...this.all, ...this.older].filter((one) => !isOpen(one));
    return all.toSorted((one, other) => (placeOf(one) < placeOf(other) ? 1 : -1));
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private end(made: FakeJob, result: 'ok' | 'error'): void {
    made.state = result === 'ok' ? 'completed' : 'failed';
    made.verdict = result;
    made.ended_at = new Date().toISOString();
    const failure = { code: 'service_unhealthy', message: 'the container ended with 1' };
    if (result === 'error') made.failure = `${failure.code}: ${failure.message}`;
    this.tell(made, { type: 'outcome', result, ...(result === 'error' && failure) });
    this.changed();
  }

  private tellOld(made: FakeJob, stream: EventStream): void {
    const at = made.started_at;
    stream.send('started', { at, type: 'started' });
    stream.send('progress', { at, type: 'progress', step: `${made.action} ${made.services.join(', ')}` });
    const [code = '', message = ''] = made.failure?.split(': ') ?? [];
    const ended = made.state === 'completed' ? { result: 'ok' } : { result: 'error', code, message };
    const cut = made.state === 'interrupted';
    stream.send('outcome', {
      at: made.ended_at,
      type: 'outcome',
      ...(cut ? { result: 'interrupted' } : ended),
    });
    const verdict = {
      at: made.ended_at,
      type: 'verdict',
      verdict: 'partial',
      evidence: { router: 'no container' },
    };
    if (cut) stream.send('verdict', verdict);
  }

  private tell(made: FakeJob, event: { readonly type: string; readonly [detail: string]: unknown }): void {
    this.streamOf(made.id)?.send(event.type, { at: new Date().toISOString(), ...event });
  }

  private later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, ms);
    this.timers.add(timer);
  }
}

function isOpen({ state }: FakeJob): boolean {
  return state === 'waiting' || state === 'active';
}

function isDone({ state }: FakeJob): boolean {
  return state === 'completed';
}

/** Of one length for the times of this century, so that texts are in the order of times. */
function placeOf({ id, ended_at = '' }: FakeJob): string {
  return `${Date.parse(ended_at)}-${id}`;
}
