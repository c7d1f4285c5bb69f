// Sequences that move the cursor or set colours, and titles of a terminal.
// eslint-disable-next-line no-control-regex -- control characters are what it removes
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*\u0007?|[@-Z\\^_])/g;
// eslint-disable-next-line no-control-regex -- control characters are what it removes
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** plainText is a line without escape sequences, control characters, and blanks at its end. */
export function plainText(line: string): string {
  return line.replace(ESCAPES, '').replace(CONTROLS, '').trimEnd();
}
