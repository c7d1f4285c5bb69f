import { exportAudit, readAudit, type AuditEvent, type AuditFilter } from '@app/audit';
import { Readable } from 'node:stream';
import type { AuditQueryDto } from './audit.dto.js';

const DEFAULT_LIMIT = 50;

/** AuditReader reads the audit from its files, so it works also while nothing can be written there. */
export class AuditReader {
  constructor(private readonly folder: string) {}

  async newest(query: AuditQueryDto): Promise<{ entries: AuditEvent[] }> {
    const { limit = DEFAULT_LIMIT } = query;
    return { entries: await readAudit(this.folder, { ...filterOf(query), limit }) };
  }

  /** everything streams all events that pass, oldest first. */
  everything(query: AuditQueryDto, format: 'jsonl' | 'csv'): Readable {
    return Readable.from(exportAudit(this.folder, filterOf(query), format));
  }
}

function filterOf({ since, until, action, resource, actor, result }: AuditQueryDto): AuditFilter {
  return {
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
    ...(action !== undefined && { action }),
    ...(resource !== undefined && { resource }),
    ...(actor !== undefined && { actor }),
    ...(result !== undefined && { result }),
  };
}
