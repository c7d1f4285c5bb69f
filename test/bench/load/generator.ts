// The load generator's process: takes one job at a time from its parent and answers with its result.
import { type AbortStreams, abortStreams } from './aborted-streams.ts';
import { type ClosedLoop, runClosedLoop } from './closed-loop.ts';
import { type HoldStreams, holdStreams, type ReleaseStreams, releaseStreams } from './held-streams.ts';
import { type OpenLoop, runOpenLoop } from './open-loop.ts';
import { runTimedStreams, type TimedStreams } from './timed-streams.ts';

export type LoadJob = ClosedLoop | OpenLoop | TimedStreams | HoldStreams | ReleaseStreams | AbortStreams;

function run(job: LoadJob): Promise<object> {
  switch (job.kind) {
    case 'closed-loop':
      return runClosedLoop(job);
    case 'open-loop':
      return runOpenLoop(job);
    case 'timed-streams':
      return runTimedStreams(job);
    case 'hold-streams':
      return holdStreams(job);
    case 'release-streams':
      return releaseStreams();
    default:
      return abortStreams(job);
  }
}

process.on('message', (job: LoadJob) => {
  run(job).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
