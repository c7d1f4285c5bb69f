/** printable is text of others without what would steer the terminal: no escape, no carriage return, one line. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (found) => (found === '\t' ? found : ' '));
}

/** wordsOf is a value of others as text to show; what is no text shows nothing. */
export function wordsOf(value: unknown): string {
  return typeof value === 'string' ? printable(value) : '';
}
