import { auditWalk, SHIPPED_ID, type AuditEvent } from '@app/audit';
import type { Logger } from '@app/http';
import { CHANGES } from '@app/jobs';
import { DomainError } from '@app/kernel';
import { MOST_OPEN, type Inherited } from './decision-book.js';
import { hasFailed, needsDecision } from './needs-decision.js';
import type { OpenDecision } from './open-decision.js';

const SINCE_MS = 30 * 86_400_000;
const TOLD_OF = [...CHANGES, 'reconcile', 'decide'] as const;

/** inheritedOrNone is inheritedDecisions where a damaged log is a matter of the log: new decisions are taken all the same. */
export async function inheritedOrNone(folder: string, through: number, logger: Logger): Promise<Inherited> {
  try {
    return await inheritedDecisions(folder, through);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    logger.error({ code: error.code, reason: error.message }, 'older decisions cannot be read');
    return { open: [], finishing: new Set() };
  }
}

/**
 * inheritedDecisions reads from the audit, back from the event `through` and for thirty days, which changes were cut off
 * and not decided about. What was said of an intent is younger than it, so on the way back it comes first.
 */
async function inheritedDecisions(folder: string, through: number): Promise<Inherited> {
  const walk = new BackwardsWalk();
  const since = Date.now() - SINCE_MS;
  for await (const event of auditWalk(folder, TOLD_OF)) {
    if (Date.parse(event.ts) < since || walk.open.length === MOST_OPEN) break;
    if (event.seq <= through && !(SHIPPED_ID in event.metadata)) walk.see(event);
  }
  return { open: walk.open.toReversed(), finishing: walk.finishing };
}

class BackwardsWalk {
  readonly open: OpenDecision[] = [];
  readonly finishing = new Set<string>();
  private readonly last = new Map<string, AuditEvent>();
  private readonly made = new Set<string>();

  see(event: AuditEvent): void {
    const { decides, intent } = event.metadata;
    if (event.action === 'decide' && typeof decides === 'string') this.made.add(decides);
    else if (typeof intent === 'string') this.remember(intent, event);
    else if (event.result === 'intent') this.judge(event);
  }

  private remember(intent: string, event: AuditEvent): void {
    if (!this.last.has(intent)) this.last.set(intent, event);
  }

  private judge(intent: AuditEvent): void {
    const last = this.last.get(intent.event_id);
    this.last.delete(intent.event_id);
    const { finishes } = intent.metadata;
    if (typeof finishes === 'string') this.finish(finishes, last);
    if (last === undefined || !needsDecision(last) || this.made.has(intent.event_id)) return;
    this.open.push({ intent, last });
  }

  private finish(id: string, last: AuditEvent | undefined): void {
    const isOpen = last === undefined || (last.result === 'unknown' && !needsDecision(last));
    if (isOpen) this.finishing.add(id);
    else if (!hasFailed(last)) this.made.add(id);
  }
}
