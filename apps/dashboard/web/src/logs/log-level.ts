import { plainText } from './ansi.js';

/** How grave a line is by its own words. */
export type LogLevel = 'error' | 'warning' | 'other';

/** Where a line says its level: near its beginning, or as `level` in JSON (pino writes numbers: 40 warns, 50 fails). */
const HEAD = 240;
const ERROR =
  /\b(err|error|fatal|panic|critical|crit|alert|emerg|exception|traceback)\b|"level":\s*"?[56]0\b/i;
const WARNING = /\b(warn|warning)\b|"level":\s*"?40\b/i;

/** levelOf reads the level out of a line; one that names none is `other`. */
export function levelOf(line: string): LogLevel {
  const head = plainText(line.slice(0, HEAD));
  if (ERROR.test(head)) return 'error';
  return WARNING.test(head) ? 'warning' : 'other';
}
