import { setTimeout as wait } from 'node:timers/promises';

/** Timer tells the time and lets it pass, so that a test decides both. */
export interface Timer {
  now(): Date;
  /** Rejects with the signal's reason once that is aborted. */
  after(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A process with nothing else to do does not live on for it. */
export const systemTimer: Timer = {
  now: () => new Date(),
  async after(ms, signal) {
    try {
      await wait(ms, undefined, { signal, ref: false });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
