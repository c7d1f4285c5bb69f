import { setTimeout as pause } from 'node:timers/promises';
import type { JobEvents } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { JobJournal } from './job-journal.js';

const LOOK_MS = 500;

/**
 * OutcomeCourier delivers the ends in the journal to the readers of the jobs' events, as soon as Redis takes them. One
 * that was told already, or that a verdict came before, is not told again: a job's events end once.
 */
export class OutcomeCourier {
  private readonly closing = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly journal: JobJournal,
    private readonly events: JobEvents,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  start(): void {
    this.running = this.run();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      await this.deliver();
      await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
    await this.deliver();
  }

  private async deliver(): Promise<void> {
    try {
      for (const { jobId, event } of this.journal.undelivered) {
        await this.events.publish(jobId, event);
        await this.journal.delivered(jobId);
      }
    } catch (error) {
      // Redis that is away says so elsewhere.
      if (!(error instanceof DomainError)) this.onTrouble(error);
    }
  }
}
