import { jobPayload, type JobEvent, type JobPayload, type JobVerdict } from '@app/jobs';
import { DomainError } from '@app/kernel';
import { z } from 'zod';
import type { JobJournal } from './job-journal.js';

export const findingRequest = z.strictObject({
  job: jobPayload,
  /** `found`: how the job ended, as the journal or else the node has it. `shown`: what the node shows, whatever was said. */
  wanted: z.enum(['found', 'shown']),
});
type FindingRequest = z.output<typeof findingRequest>;

export type Finding =
  | { readonly state: 'never_begun' | 'under_way' }
  | { readonly state: 'ended'; readonly event: JobEvent };

/** Inspector says what a node shows of a job; undefined while that may still change. */
export interface Inspector {
  verdictOn(job: JobPayload): Promise<JobVerdict | undefined>;
}

/** FindingDesk tells ops what became of a job of which Redis knows nothing, or too little. It only reads. */
export class FindingDesk {
  constructor(
    private readonly journal: JobJournal,
    private readonly inspectors: ReadonlyMap<string, Inspector>,
  ) {}

  /** find throws `node_not_found`, or why the node cannot be read. */
  async find({ job, wanted }: FindingRequest): Promise<Finding> {
    const { intent_id: id, requested_at } = job;
    if (this.journal.isUnderWay(id)) return { state: 'under_way' };
    if (wanted === 'found') {
      const event = this.journal.endOf(id);
      if (event !== undefined) return { state: 'ended', event };
      if (this.journal.neverBegan(id, requested_at)) return { state: 'never_begun' };
    }
    return this.inspect(job);
  }

  private async inspect(payload: JobPayload): Promise<Finding> {
    const { node } = payload;
    const inspector = this.inspectors.get(node);
    if (inspector === undefined) throw new DomainError('node_not_found', `there is no node "${node}"`);
    const event = await inspector.verdictOn(payload);
    return event === undefined ? { state: 'under_way' } : { state: 'ended', event };
  }
}
