import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@app/http';
import { DomainError } from '@app/kernel';

const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Persistence does what must be done in the end, however often it fails, until ops stops. */
export class Persistence {
  constructor(
    private readonly closing: AbortSignal,
    private readonly logger: Logger,
  ) {}

  /**
   * until tries until there is something to return; undefined when ops stops first. It asks again soon while there is
   * nothing yet, and ever later while it fails; the log hears of a failure once.
   */
  async until<T extends object>(job: string, attempt: () => Promise<T | undefined>): Promise<T | undefined> {
    let failures = 0;
    while (!this.closing.aborted) {
      try {
        const value = await attempt();
        if (value !== undefined) return value;
        failures = 0;
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        if (failures++ === 0) this.logger.warn({ job, code: error.code }, 'an outcome cannot be kept yet');
      }
      const wait = Math.min(PAUSE_MS * 1.5 ** failures, LONGEST_PAUSE_MS);
      await pause(wait, undefined, { signal: this.closing }).catch(() => undefined);
    }
    return undefined;
  }
}
