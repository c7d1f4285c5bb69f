import { Worker } from 'bullmq';
import type { JobRecord } from './job-queues.js';

/** EndableWorker can be left: close() alone waits for Redis and for every handler, without a limit. */
export class EndableWorker extends Worker<JobRecord, null> {
  /** abandon stops the timers and ends the connections, whatever still runs. */
  async abandon(): Promise<void> {
    await this.lockManager.close();
    await this.getBackend().close(true);
  }
}
