import type { ErrorCategory } from '../contract/index.js';

// A word stands alone: it is no part of `finance`, `bedroom`, `lossless`, a path, a file name or a hyphenated name.
const START = '(?<![\\p{L}\\p{N}_/\\\\-])';
const END = '(?![\\p{L}\\p{N}_/\\\\-]|\\.[\\p{L}\\p{N}])';

function words(...alternatives: string[]): string {
  return `${START}(?:${alternatives.join('|')})${END}`;
}

function anyOf(...alternatives: string[]): RegExp {
  return new RegExp(alternatives.join('|'), 'iu');
}

export const NOT_A_NUMBER = anyOf(words('nans?'));
export const INFINITE = anyOf(words('-?inf', '-?infinity'));

/** What a line says for each kind of error; a line may be of several. In the order that breaks ties. */
export const ERROR_PATTERNS: Readonly<Record<ErrorCategory, RegExp>> = {
  oom: anyOf('out of memory', words('ooms?'), 'OutOfMemoryError'),
  traceback: anyOf(words('traceback', '[a-z]{0,40}exceptions?(?! of )'), 'stack trace'),
  io: anyOf('file not found', 'no such file', 'permission denied', 'i/o error', 'input/output error'),
  network: anyOf(
    'connection reset',
    'connection refused',
    'timed out',
    words('[a-z]{0,40}timeout(?:error)?(?! ?[:=] ?\\d)', 'dns', 'tls', 'ssl(?:[a-z]{0,40}error)?'),
  ),
  numerical: anyOf(words('nans?', '-?inf', '-?infinity', 'overflow', 'underflow')),
  generic_error: anyOf(words('errors?')),
};

/** `no errors` and `0 exceptions` are good news. */
const DENIED =
  /\b(?:no|0|zero|without|without any)\s(?:nans?|infs?|ooms?|errors?|exceptions?|overflow|underflow|timeouts?)\b/giu;

/** What the trainer prints as it goes: names and paths that somebody chose stand in there. */
const ROUTINE = [
  '# Running job:',
  '#### IMPORTANT RESUMING FROM',
  'Using SQLite database at',
  'Job ID:',
  'Dataset:',
  'Saved checkpoint to',
  'Saved optimizer to',
  'Removing old save:',
];

/** eventText is the part of a line that may tell of an event, empty for what is routine. */
export function eventText(line: string): string {
  const text = line.trimStart();
  return ROUTINE.some((beginning) => text.startsWith(beginning)) ? '' : text.replace(DENIED, ' ');
}
