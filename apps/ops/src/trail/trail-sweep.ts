import { unfinishedIntents } from '@app/audit';
import type { Logger } from '@app/http';
import { DomainError } from '@app/kernel';
import { OUTCOME_UNKNOWN } from './ending-entry.js';
import type { OutcomeKeeper } from './outcome-keeper.js';

const SWEPT_MS = 30 * 86_400_000;
const SWEPT_EVENTS = 500_000;

/**
 * sweepTrail takes up what earlier lives of ops left unfinished in the audit, up to the event `through`. It goes back
 * thirty days, or half a million events that have to do with intents.
 */
export async function sweepTrail(
  folder: string,
  through: number,
  outcomes: OutcomeKeeper,
  logger: Logger,
): Promise<void> {
  try {
    const since = new Date(Date.now() - SWEPT_MS);
    const { open, unknown } = await unfinishedIntents(folder, { since, mostEvents: SWEPT_EVENTS, through });
    for (const intent of open) void outcomes.resume(intent);
    const cut = unknown.filter(({ outcome }) => outcome.metadata['code'] === OUTCOME_UNKNOWN);
    for (const { intent } of cut) outcomes.findOut(intent);
    const unfinished = { open: open.length, unknown: cut.length };
    if (open.length + cut.length > 0) logger.warn(unfinished, 'actions without a verdict are looked into');
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    logger.error({ code: error.code, reason: error.message }, 'older actions cannot be looked into');
  }
}
