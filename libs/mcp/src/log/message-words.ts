import type { JsonObject, JsonValue } from '@app/kernel';
import type { SecretMask } from './secret-mask.js';
import { LOG_LEVELS, type LogLevel, type ServerWords } from './server-words.js';
import { shownLine } from './shown-line.js';

/** Characters of one message; what is behind them is left out. */
const LONGEST_MESSAGE = 16_384;
const MOST_LINES = 64;
const LINE_END = /\r\n|\n|\r/;

/** messageWords are the lines of a `notifications/message` (2025-11-25, server/utilities/logging). */
export function messageWords(params: JsonObject | undefined, mask: SecretMask): ServerWords[] {
  const { level, logger, data } = params ?? {};
  const text = `${typeof logger === 'string' ? `${logger}: ` : ''}${textOf(data)}`;
  const isCut = text.length > LONGEST_MESSAGE;
  const lines = text.slice(0, LONGEST_MESSAGE).split(LINE_END);
  const kept = lines.slice(0, MOST_LINES);
  return kept
    .map((line, at) => shownLine(line, mask, isCut && at === lines.length - 1))
    .filter((line) => line !== '')
    .map((line): ServerWords => ({ source: 'message', level: levelOf(level), text: line }));
}

function textOf(data: JsonValue | undefined): string {
  if (data === undefined) return '';
  return typeof data === 'string' ? data : JSON.stringify(data);
}

function levelOf(level: JsonValue | undefined): LogLevel | undefined {
  return LOG_LEVELS.find((known) => known === level);
}
