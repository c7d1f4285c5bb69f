import { jobPayload, type JobEvent, type JobPayload, type JobVerdict, type JobView } from '@app/jobs';
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
  { readonly state: 'never_begun' | 'under_way' } | { readonly state: 'ended'; readonly event: JobEvent };

/** Inspector says what a node shows of a job. */
export interface Inspector {
  verdictOn(job: JobView): Promise<JobVerdict>;
}

/** What Compose or an engine was asked for ends within this time, also when the one who asked is gone. */
const ENDS_WITHIN_MS = 30_000;

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
    const { intent_id: jobId, node, requested_at } = payload;
    const inspector = this.inspectors.get(node);
    if (inspector === undefined) throw new DomainError('node_not_found', `there is no node "${node}"`);
    const lastSign = this.journal.lastSign(jobId) ?? Date.parse(requested_at);
    const startedAt = new Date(lastSign).toISOString();
    const event = await inspector.verdictOn({ jobId, payload, state: 'interrupted', startedAt });
    const age = Date.now() - lastSign;
    return event.verdict !== 'happened' && age < endsWithinMs(payload)
      ? { state: 'under_way' }
      : { state: 'ended', event };
  }
}

/** A deployment may become well until its time is over. */
function endsWithinMs({ rollout }: JobPayload): number {
  return ENDS_WITHIN_MS + (rollout?.health_timeout_sec ?? 0) * 1_000;
}
