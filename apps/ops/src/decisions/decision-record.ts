import { auditTrail, eventsBackwards, SHIPPED_ID, type AuditEvent } from '@app/audit';
import { hasFailed, needsDecision } from './needs-decision.js';

/** What the audit has of a change that was cut off. */
export interface DecisionRecord {
  readonly intent: AuditEvent;
  /** How it was decided, if it was. */
  readonly made: Made | undefined;
}

export type Made =
  | { readonly decision: 'abandon' }
  | {
      readonly decision: 'finish';
      readonly job: string;
      /** Whether the job that finishes it has ended well; else it goes on, or was cut off itself. */
      readonly isDone: boolean;
    };

/** decisionRecord reads the record of an intent; undefined when there is none, or it needed no decision. */
export async function decisionRecord(folder: string, id: string): Promise<DecisionRecord | undefined> {
  const [intent, ...later] = await auditTrail(folder, id);
  const last = later.at(-1);
  if (intent?.result !== 'intent' || last === undefined || !needsDecision(last)) return undefined;
  return { intent, made: await madeOf(folder, id) };
}

async function madeOf(folder: string, id: string): Promise<Made | undefined> {
  for await (const event of eventsBackwards(folder, [id])) {
    if (event.event_id === id) return undefined;
    if (SHIPPED_ID in event.metadata) continue;
    if (event.action === 'decide' && event.metadata['decides'] === id) return { decision: 'abandon' };
    const finish = event.metadata['finishes'] === id ? await finishOf(folder, event) : undefined;
    if (finish !== undefined) return finish;
  }
  return undefined;
}

/** A finish that failed is none. */
async function finishOf(folder: string, { event_id: job }: AuditEvent): Promise<Made | undefined> {
  const [, ...later] = await auditTrail(folder, job);
  const last = later.at(-1);
  if (last !== undefined && hasFailed(last)) return undefined;
  return { decision: 'finish', job, isDone: last?.result === 'ok' };
}
