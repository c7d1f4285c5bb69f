import { parseProgressBar, type ProgressBar } from './progress-bar.js';

/** A line as a reader of the terminal saw it: without escape sequences, and a bar apart from what follows it. */
export type LogLine =
  /** The bar of the job's own steps. */
  | { readonly kind: 'training'; readonly text: string; readonly bar: ProgressBar }
  /** Any other bar, such as that of latents that are cached. */
  | { readonly kind: 'progress'; readonly text: string; readonly bar: ProgressBar }
  | { readonly kind: 'text'; readonly text: string };

/**
 * linesOf one physical line. A bar does not end its line, so what the trainer prints next stands behind it: the two come
 * apart here.
 */
export function linesOf(text: string, jobName: string): readonly LogLine[] {
  const lines: LogLine[] = [];
  let rest = text;
  while (rest.trim() !== '') {
    const bar = parseProgressBar(rest);
    if (bar === undefined) return [...lines, { kind: 'text', text: rest }];
    lines.push({
      kind: isOfJob(bar, jobName) ? 'training' : 'progress',
      text: rest.slice(0, bar.length),
      bar,
    });
    rest = rest.slice(bar.length);
  }
  return lines;
}

function isOfJob(bar: ProgressBar, jobName: string): boolean {
  return bar.description === jobName.trim() && bar.postfix.startsWith('lr:');
}
