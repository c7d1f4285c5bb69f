import { type SpeedSample, speedsIn } from './speeds-in.js';

/** A bar as tqdm draws it: `name:  17%|██   | 500/3000 [12:00<1:00:00,  1.44s/it, lr: 1.0e-04 loss: 3.123e-01]`. */
export interface ProgressBar {
  readonly description: string;
  /** Steps done; undefined for a bar that knows no total. */
  readonly count: number | undefined;
  /** Undefined in the first moments, when the bar shows `?it/s`. */
  readonly speed: SpeedSample | undefined;
  /** What follows the speed. */
  readonly postfix: string;
  /** Characters of the line that are the bar. */
  readonly length: number;
}

const COUNTED = /^ *(\d{1,12})\/\d{1,12} *\[([^\]]*)\]/;
const UNCOUNTED = /^([^[\]|]*?):? ?\d{1,12}it \[([^\]]*)\]/;

/** parseProgressBar reads the bar that a line begins with; undefined when it begins with none. */
export function parseProgressBar(line: string): ProgressBar | undefined {
  const glyphs = line.indexOf('%|');
  return glyphs < 0 ? uncounted(line) : counted(line, glyphs);
}

function counted(line: string, glyphs: number): ProgressBar | undefined {
  const percent = /\d{1,3}$/.exec(line.slice(0, glyphs));
  const afterGlyphs = line.indexOf('|', glyphs + 2) + 1;
  const figures = COUNTED.exec(line.slice(afterGlyphs));
  if (percent === null || afterGlyphs === 0 || figures === null) return undefined;
  const before = line.slice(0, percent.index).trim();
  if (before !== '' && !before.endsWith(':')) return undefined;
  return {
    description: before.slice(0, -1),
    count: Number(figures[1]),
    ...inBrackets(figures[2] ?? ''),
    length: afterGlyphs + figures[0].length,
  };
}

function uncounted(line: string): ProgressBar | undefined {
  if (!line.includes('it [')) return undefined;
  const found = UNCOUNTED.exec(line);
  if (found === null) return undefined;
  const description = (found[1] ?? '').trim();
  return { description, count: undefined, ...inBrackets(found[2] ?? ''), length: found[0].length };
}

/** `12:00<1:00:00,  1.44s/it, lr: 1.0e-04 loss: 3.123e-01` */
function inBrackets(text: string): Pick<ProgressBar, 'speed' | 'postfix'> {
  const [, rate = '', ...postfix] = text.split(',');
  return { speed: speedsIn(rate)[0], postfix: postfix.join(',').trim() };
}
