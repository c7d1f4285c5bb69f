import { JobBook, type JobEvents, type JobQueues, type JobView } from '@app/jobs';
import type { JobJournal } from './job-journal.js';

/**
 * JournalledBook knows better than Redis which jobs were cut off: one that this worker still runs, or whose end it has
 * not delivered yet, only looks like it after Redis was away.
 */
export class JournalledBook extends JobBook {
  constructor(
    queues: JobQueues,
    events: JobEvents,
    private readonly journal: JobJournal,
  ) {
    super(queues, events);
  }

  override async interrupted(node: string): Promise<JobView[]> {
    const jobs = await super.interrupted(node);
    return jobs.filter(
      ({ jobId }) => !this.journal.isUnderWay(jobId) && this.journal.endOf(jobId) === undefined,
    );
  }
}
