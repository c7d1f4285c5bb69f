import Anser from 'anser';

/** A run of one look in a line; `look` holds names of classes, never a colour of the log's own choosing. */
export interface Run {
  readonly text: string;
  readonly looks: readonly string[];
}

/** What no terminal shows either: controls other than tabs and colours. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]/g;
const ESCAPE = '\u001b';
const LONGEST = 4_000;

/** runsOf splits a line where its colours change. A line without any is one run, which nearly all are. */
export function runsOf(line: string): readonly Run[] {
  const text = shortened(line);
  if (!text.includes(ESCAPE)) return [{ text: text.replace(CONTROLS, ''), looks: [] }];
  return Anser.ansiToJson(text, { json: true, remove_empty: true, use_classes: true })
    .map((part) => ({
      text: part.content.replace(CONTROLS, '').replaceAll(ESCAPE, ''),
      looks: looksOf(part),
    }))
    .filter(({ text: shown }) => shown !== '');
}

/** plainText is the line without its colours, for search and download. */
export function plainText(line: string): string {
  if (!line.includes(ESCAPE)) return line;
  return Anser.ansiToText(line);
}

function looksOf({ fg, decorations }: { fg: string | null; decorations: readonly string[] }): string[] {
  const known = /^ansi-(bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/;
  const colour = fg !== null && known.test(fg) ? [fg.replace(/^ansi-(bright-)?/, '')] : [];
  return [...colour, ...decorations.filter((one) => one === 'bold' || one === 'dim' || one === 'underline')];
}

/** A line of megabytes would hold up the page: its end is in the download. */
function shortened(line: string): string {
  return line.length <= LONGEST
    ? line
    : `${line.slice(0, LONGEST)} … ${line.length - LONGEST} more characters`;
}
