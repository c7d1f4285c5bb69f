import { eventText } from './error-patterns.js';
import type { LogLine } from './log-line.js';

/** told is what a line may tell of errors: of a bar only what follows its speed, for its name is the user's. */
export function told(line: LogLine): string {
  return line.kind === 'text' ? eventText(line.text) : line.bar.postfix;
}
