import type { AuditLog } from '@app/audit';
import type { Logger, Registry } from '@app/http';
import { JobWithdrawal, type JobBook, type JobEvents, type JobQueues } from '@app/jobs';
import { DecisionBook } from '../decisions/decision-book.js';
import { inheritedOrNone } from '../decisions/inherited-decisions.js';
import type { WorkerClient } from '../worker/worker-client.js';
import { AuditInbox } from './audit-inbox.js';
import { HeadExporter } from './head-exporter.js';
import { JobInquiry } from './job-inquiry.js';
import { countOutcomes } from './outcome-counter.js';
import { OutcomeKeeper } from './outcome-keeper.js';
import { trailMetrics } from './trail-metrics.js';
import { sweepTrail } from './trail-sweep.js';

export interface TrailParts {
  readonly folder: string;
  readonly audit: AuditLog;
  readonly queues: JobQueues;
  readonly events: JobEvents;
  readonly book: JobBook;
  readonly worker: WorkerClient;
  readonly metrics: Registry;
  readonly logger: Logger;
}

/** Trail is all that keeps the audit complete beside its writer. */
export class Trail {
  readonly outcomes: OutcomeKeeper;
  readonly heads: HeadExporter;
  readonly decisions = new DecisionBook();
  private readonly inbox: AuditInbox;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(private readonly parts: TrailParts) {
    const { folder, audit, queues, events, book, worker, metrics, logger } = parts;
    const withdrawal = new JobWithdrawal(queues, events);
    const inquiry = new JobInquiry({ book, events, withdrawal, worker });
    const settled = (...told: Parameters<DecisionBook['settled']>) => this.decisions.settled(...told);
    this.outcomes = new OutcomeKeeper(audit, events, inquiry, countOutcomes(metrics), settled, logger);
    this.heads = new HeadExporter(audit, queues.redis, logger);
    this.inbox = new AuditInbox(queues.redis, audit, folder, logger);
    trailMetrics(metrics, { audit, outcomes: this.outcomes, decisions: this.decisions, inbox: this.inbox });
  }

  /** start belongs before the first change is taken: what is in the audit by then is of earlier lives. */
  start(): void {
    const { folder, audit, logger } = this.parts;
    this.sweeping = sweepTrail(folder, audit.state.seq, this.outcomes, logger);
    this.decisions.load(inheritedOrNone(folder, audit.state.seq, logger));
    this.heads.start();
    this.inbox.start();
  }

  async close(): Promise<void> {
    await this.sweeping;
    await this.outcomes.close();
    await this.inbox.close();
    await this.heads.close();
  }
}
