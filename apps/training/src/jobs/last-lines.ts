const ESCAPES = new RegExp(String.raw`${'\u001b'}\[[0-?]*[ -/]*[@-~]`, 'g');
const MOST_CHARACTERS = 1024 * 1024;

/**
 * lastLines are the last lines of a log that say something, as a terminal would have shown them one after the other: each
 * redrawing of a progress bar is one, and terminal codes are gone. `truncated` tells that there are more.
 */
export function lastLines(log: string, most: number): { lines: string[]; truncated: boolean } {
  const recent = log.slice(-MOST_CHARACTERS);
  const lines = recent
    .split(/\r\n|\r|\n/)
    .map((line) => line.replaceAll(ESCAPES, '').trimEnd())
    .filter((line) => line !== '');
  return { lines: lines.slice(-most), truncated: lines.length > most || recent.length < log.length };
}
