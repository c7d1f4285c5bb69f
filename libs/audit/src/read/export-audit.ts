import type { AuditEvent } from '../event/audit-event.js';
import { canonicalJson } from '../event/canonical-json.js';
import { passes, type AuditFilter } from './audit-filter.js';
import { CSV_HEADING, csvLine } from './csv-line.js';
import { eventsForward } from './stored-events.js';

export const EXPORT_FORMATS = ['json', 'jsonl', 'csv'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How one format opens, parts and ends a list of events. */
interface Writing {
  readonly opening: string;
  readonly between: string;
  readonly ending: string;
  readonly line: (event: AuditEvent) => string;
}

const WRITING: Record<ExportFormat, Writing> = {
  json: { opening: '[', between: ',\n', ending: ']\n', line: (event) => canonicalJson(event) },
  jsonl: { opening: '', between: '', ending: '', line: (event) => `${canonicalJson(event)}\n` },
  csv: { opening: CSV_HEADING, between: '', ending: '', line: csvLine },
};

/** Characters that are gathered before they are handed on. */
const PIECE = 65_536;

/**
 * exportAudit writes all events that pass, oldest first, piece by piece. It reads on only when the reader takes
 * more, and leaves the files when the reader stops. Damage throws, so that half a list never ends as a whole one.
 */
export async function* exportAudit(
  folder: string,
  filter: AuditFilter,
  format: ExportFormat,
): AsyncGenerator<string> {
  const { opening, between, ending, line } = WRITING[format];
  let piece = opening;
  let parting = '';
  for await (const event of eventsForward(folder)) {
    if (!passes(event, filter)) continue;
    piece += parting + line(event);
    parting = between;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece + ending !== '') yield piece + ending;
}
