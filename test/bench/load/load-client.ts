import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startChild } from '../children.ts';
import type { AbortStreams, AbortStreamsResult } from './aborted-streams.ts';
import type { ClosedLoop, ClosedLoopResult } from './closed-loop.ts';
import type { LoadJob } from './generator.ts';
import type { HeldStreamsResult, HoldStreams, ReleaseStreams } from './held-streams.ts';
import type { OpenLoop, OpenLoopResult } from './open-loop.ts';
import type { TimedStreams, TimedStreamsResult } from './timed-streams.ts';

const JOB_LIMIT_MS = 60_000;

/** LoadClient hands jobs to the load generator's process, one at a time. */
export class LoadClient {
  readonly process: ChildProcess;

  constructor(core: number) {
    this.process = startChild({ script: fileURLToPath(new URL('./generator.ts', import.meta.url)), core });
  }

  run(job: ClosedLoop): Promise<ClosedLoopResult>;
  run(job: OpenLoop): Promise<OpenLoopResult>;
  run(job: TimedStreams): Promise<TimedStreamsResult>;
  run(job: HoldStreams | ReleaseStreams): Promise<HeldStreamsResult>;
  run(job: AbortStreams): Promise<AbortStreamsResult>;
  async run(job: LoadJob): Promise<object> {
    const answered = once(this.process, 'message', { signal: AbortSignal.timeout(JOB_LIMIT_MS) });
    this.process.send(job);
    const [reply] = (await answered) as [{ result: object } | { error: string }];
    if ('error' in reply) throw new Error(`Load of kind ${job.kind} failed: ${reply.error}`);
    return reply.result;
  }
}
