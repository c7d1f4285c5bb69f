import { auditHead, type AuditHead, type AuditLog } from '@app/audit';
import type { Logger } from '@app/http';
import { throughRedis, type Redis } from '@app/jobs';
import { DomainError } from '@app/kernel';

const HEADS_LIST = '{switchyard}:audit-heads';
const HEADS_KEPT = 1_000;
const EVERY_EVENTS = 100;
const AT_LEAST_MS = 3_600_000;
const LOOK_MS = 1_000;

/** SignedHead is a head and the key that proves it. */
export interface SignedHead {
  readonly head: AuditHead;
  readonly public_key: string;
}

/**
 * HeadExporter gives signed heads out of the folder that they are about: into Redis and into ops' own output, which
 * whatever gathers it keeps elsewhere. One comes after every hundred events, and after an hour with any.
 */
export class HeadExporter {
  private timer: NodeJS.Timeout | undefined;
  private exporting: Promise<void> = Promise.resolve();
  private last = { seq: 0, at: performance.now() };

  constructor(
    private readonly audit: AuditLog,
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {}

  get current(): SignedHead {
    return { head: this.audit.head(), public_key: this.audit.publicKey };
  }

  /** anchored is the newest head that is kept outside; undefined when there is none, or Redis does not tell. */
  async anchored(): Promise<Pick<AuditHead, 'seq' | 'at'> | undefined> {
    try {
      const kept = await throughRedis(() => this.redis.lindex(HEADS_LIST, 0));
      const { data } = auditHead.safeParse(kept === null ? undefined : JSON.parse(kept));
      return data && { seq: data.seq, at: data.at };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return undefined;
    }
  }

  start(): void {
    this.last = { seq: this.audit.state.seq, at: performance.now() };
    this.timer = setInterval(() => {
      if (this.isDue()) this.exporting = this.exporting.then(() => this.export());
    }, LOOK_MS).unref();
  }

  /** close exports what came since the last head. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.exporting;
    if (this.timer && this.audit.state.seq > this.last.seq) await this.export();
  }

  private isDue(): boolean {
    const fresh = this.audit.state.seq - this.last.seq;
    return fresh >= EVERY_EVENTS || (fresh > 0 && performance.now() - this.last.at >= AT_LEAST_MS);
  }

  private async export(): Promise<void> {
    const { head } = this.current;
    this.last = { seq: head.seq, at: performance.now() };
    this.logger.info({ head }, 'head of the audit');
    try {
      await throughRedis(() =>
        this.redis
          .multi()
          .lpush(HEADS_LIST, JSON.stringify(head))
          .ltrim(HEADS_LIST, 0, HEADS_KEPT - 1)
          .exec(),
      );
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.logger.debug({ code: error.code }, 'Redis did not take the head');
    }
  }
}
