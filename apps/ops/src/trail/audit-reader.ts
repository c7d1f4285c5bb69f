import { countAudit, exportAudit, readAudit, type AuditEvent, type AuditFilter } from '@app/audit';
import { Readable } from 'node:stream';
import type { AuditQueryDto } from './audit.dto.js';

const DEFAULT_LIMIT = 50;

export interface NewestEvents {
  readonly entries: AuditEvent[];
  readonly total?: number;
  readonly total_is_exact?: boolean;
}

/** AuditReader reads the audit from its files, so it works also while nothing can be written there. */
export class AuditReader {
  constructor(private readonly folder: string) {}

  /** newest reads until it has enough, or until the signal aborts. */
  async newest(query: AuditQueryDto, signal: AbortSignal): Promise<NewestEvents> {
    const { limit = DEFAULT_LIMIT, before, count } = query;
    const filter = filterOf(query);
    const wanted = { ...filter, limit, ...(before !== undefined && { before }) };
    const entries = await readAudit(this.folder, wanted, signal);
    if (count !== 'true') return { entries };
    const { total, is_exact: total_is_exact } = await countAudit(this.folder, filter, signal);
    return { entries, total, total_is_exact };
  }

  /** everything streams all events that pass, oldest first. */
  everything(query: AuditQueryDto, format: 'jsonl' | 'csv'): Readable {
    return Readable.from(exportAudit(this.folder, filterOf(query), format));
  }
}

const PLAIN = [
  'action',
  'resource',
  'resource_prefix',
  'actor',
  'result',
  'correlation_id',
  'trace_id',
] as const;

function filterOf(query: AuditQueryDto): AuditFilter {
  const { since, until } = query;
  const plain = PLAIN.filter((field) => query[field] !== undefined).map((field) => [field, query[field]]);
  return {
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
    ...(Object.fromEntries(plain) as AuditFilter),
  };
}
