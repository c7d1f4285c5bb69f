import { join } from 'node:path';
import type { Logger } from '@app/http';
import { outcomeEvent, type JobEvents, type JobHandler, type JobOutcome } from '@app/jobs';
import { JobJournal } from './job-journal.js';
import { OutcomeCourier } from './outcome-courier.js';

/** The journal's folder under DATA_DIR. */
const FOLDER = join('worker', 'outcomes');

/** Outcomes keeps what this worker's jobs came to until it is told, whatever fails in between. */
export class Outcomes {
  private readonly courier: OutcomeCourier;

  private constructor(
    readonly journal: JobJournal,
    events: JobEvents,
    logger: Logger,
  ) {
    const trouble = (error: unknown) => logger.error({ err: error }, 'an outcome could not be noted as told');
    this.courier = new OutcomeCourier(journal, events, trouble);
  }

  /** open throws what the disk throws. */
  static async open(dataDir: string, events: JobEvents, logger: Logger): Promise<Outcomes> {
    const outcomes = new Outcomes(await JobJournal.open(join(dataDir, FOLDER)), events, logger);
    outcomes.courier.start();
    return outcomes;
  }

  /** noted is a handler that acts only once its beginning is on the disk. */
  noted(handler: JobHandler): JobHandler {
    return async (payload, context) => {
      await this.journal.began(payload.intent_id);
      return handler(payload, context);
    };
  }

  ended(outcome: JobOutcome): Promise<void> {
    return this.journal.ended(outcome.jobId, outcomeEvent(outcome));
  }

  async close(): Promise<void> {
    await this.courier.close();
    await this.journal.close();
  }
}
