const LONGEST = 500;
const BEFORE = 100;

/** shownLine is a line that is short enough to be shown; of a longer one the part around `at`, in whole characters. */
export function shownLine(line: string, at: number): string {
  if (line.length <= LONGEST) return line;
  const start = atCharacter(line, Math.max(0, Math.min(at - BEFORE, line.length - LONGEST)));
  const end = atCharacter(line, start + LONGEST);
  return `${start > 0 ? '…' : ''}${line.slice(start, end)}${end < line.length ? '…' : ''}`;
}

/** The second unit of a pair is not where a character begins. */
function atCharacter(line: string, at: number): number {
  const unit = line.charCodeAt(at);
  return unit >= 0xdc00 && unit < 0xe000 ? at - 1 : at;
}
