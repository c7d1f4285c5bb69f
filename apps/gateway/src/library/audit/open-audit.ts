import { AuditShipper } from '@app/audit';
import type { Logger } from '@app/http';
import { closeRedis, openRedis } from '@app/jobs';

/** OpenAudit is the way to the audit, by Redis. */
export interface OpenAudit {
  readonly shipper: AuditShipper;
  close(): void;
}

const TROUBLE_EVERY_MS = 10_000;

/** openAudit connects to Redis, and goes on trying. One that is away is told to the log now and then. */
export function openAudit(url: string, logger: Logger): OpenAudit {
  let saidAt = Number.NEGATIVE_INFINITY;
  const redis = openRedis(url, 'prompt', ({ message }) => {
    const now = performance.now();
    if (now - saidAt < TROUBLE_EVERY_MS) return;
    saidAt = now;
    logger.warn(
      { reason: message },
      'Redis is not reachable: models are served on, and none is pulled or changed',
    );
  });
  return { shipper: new AuditShipper(redis, { sender: 'gateway' }), close: () => closeRedis(redis) };
}
