import type { AuditEvent } from '../event/audit-event.js';
import { canonicalJson } from '../event/canonical-json.js';

const COLUMNS = [
  'ts',
  'seq',
  'event_id',
  'action',
  'resource',
  'actor',
  'result',
  'correlation_id',
  'metadata',
  'prev_hash',
  'hash',
] as const;

/** What a spreadsheet takes for the start of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

export const CSV_HEADING = `${COLUMNS.join(',')}\r\n`;

/** csvLine writes an event as RFC 4180 says. A value that a spreadsheet would run gets a leading apostrophe. */
export function csvLine(event: AuditEvent): string {
  return `${COLUMNS.map((column) => cell(event[column])).join(',')}\r\n`;
}

function cell(value: string | number | object | undefined): string {
  if (value === undefined) return '';
  const text = typeof value === 'object' ? canonicalJson(value) : `${value}`;
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
