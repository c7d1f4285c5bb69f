import type { FakeJob } from '../../training/fake-ai-toolkit/fake-job.ts';
import type { Call, Reply } from '../../training/fake-ai-toolkit/fake-reply.ts';
import { syntheticRun, type SyntheticRun } from '../../training/synthetic-log.ts';

export interface GrowingRunPlan {
  readonly polls: number;
  readonly stepsPerPoll: number;
}

const CARRIAGE_RETURN = 0x0d;
const MOST_POINTS = 20_000;

/** GrowingRun answers for a job that makes some steps whenever somebody asks for it. */
export class GrowingRun {
  readonly jobName = 'fox_lora';
  private readonly log: Buffer;
  private readonly run: SyntheticRun;
  private readonly stepsPerPoll: number;
  private step = 0;

  constructor({ polls, stepsPerPoll }: GrowingRunPlan) {
    // One poll more than are counted, so that the job never ends.
    const steps = (polls + 2) * stepsPerPoll;
    this.run = syntheticRun({ jobName: this.jobName, steps, totalSteps: steps + 1, saveEvery: 2_000 });
    this.log = Buffer.from(this.run.log);
    this.stepsPerPoll = stepsPerPoll;
  }

  get bytes(): number {
    return this.log.length;
  }

  /** Undefined for what the backend answers by itself. */
  answer({ path, query }: Call, job: FakeJob): Reply | undefined {
    const [room, , action] = path;
    if (room !== 'jobs') return undefined;
    if (action === 'log') return ok(this.logFrom(Number(query.get('offset') ?? 0), query.has('offset')));
    if (action === 'loss') return ok(this.lossFrom(query));
    this.step = Math.min(this.step + this.stepsPerPoll, this.run.losses.length);
    Object.assign(job, {
      step: this.step,
      total_steps: this.run.totalSteps,
      speed_string: this.run.speedString,
    });
    return undefined;
  }

  /** Up to where a bar is drawn anew, so that no character is cut. */
  private logFrom(start: number, isPart: boolean) {
    const share = Math.floor((this.log.length * this.step) / this.run.losses.length);
    const bar = this.log.indexOf(CARRIAGE_RETURN, share);
    const end = Math.max(start, bar < 0 ? this.log.length : bar);
    return { log: this.log.toString('utf8', start, end), offset: end, reset: !isPart };
  }

  private lossFrom(query: URLSearchParams) {
    const key = query.get('key');
    const limit = Math.min(Number(query.get('limit') ?? MOST_POINTS), MOST_POINTS);
    const from = Number(query.get('since_step') ?? -1) + 1;
    const points = this.run.losses.slice(from, Math.min(from + limit, this.step));
    return { key, keys: ['learning_rate', 'loss/loss'], points };
  }
}

function ok(body: object): Reply {
  return { status: 200, body };
}
