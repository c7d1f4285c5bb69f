import { readFileSync } from 'node:fs';
import { contrast, tokensIn } from './token-contrast.ts';

const CSS = readFileSync(
  new URL('../../apps/dashboard/web/src/styles/tokens.css', import.meta.url).pathname,
  'utf8',
);

/** What a page, a row, a row under the pointer, a table's head, a dialog are drawn on. */
const GROUNDS = ['bg', 'surface', 'raised', 'sunken', 'hover'];
const STATES = ['ok', 'working', 'attention', 'failed', 'off', 'unknown'];
const SOFT = [...STATES, 'accent'].map((name) => `${name}-soft`);
const SOLID = ['accent-solid', 'accent-solid-hover', 'danger-solid', 'danger-solid-hover'];

const each = (inks: readonly string[], grounds: readonly string[]) =>
  inks.flatMap((ink) => grounds.map((ground): readonly [string, string] => [ink, ground]));

/** Words that are read: states are words in their colour, and the series of charts have theirs at the line's end. */
const TEXT = [
  ...each(['text', 'muted', 'accent', ...STATES], GROUNDS),
  ...each(['text', 'muted'], SOFT),
  ...each(['bg'], ['text']),
  ...each(['on-solid'], SOLID),
  ...[...STATES, 'accent'].map((name): readonly [string, string] => [name, `${name}-soft`]),
];
/** The edge of a field, the ring of the focus, a button's ground, the line of a chart. */
const CONTROLS = [
  ...each(['line-strong', 'focus'], GROUNDS),
  ...each(['focus'], SOFT),
  ...each(SOLID, ['bg', 'surface', 'raised']),
];

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  const tokens = tokensIn(CSS, theme);
  const under = (pairs: typeof TEXT, least: number) =>
    pairs.flatMap(([ink, ground]) => {
      const [one = '', other = ''] = [tokens.get(`--${ink}`), tokens.get(`--${ground}`)];
      const found = contrast(one, other);
      return found >= least ? [] : [`${ink} on ${ground}: ${found.toFixed(2)}`];
    });

  it('what is read has a contrast of at least 4.5 to 1', () => {
    expect(under(TEXT, 4.5)).toEqual([]);
  });

  it('what is aimed at has a contrast of at least 3 to 1', () => {
    expect(under(CONTROLS, 3)).toEqual([]);
  });
});

it('the contrast is that of WCAG: black on white is 21 to 1, and no colour is none', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  expect(contrast('', '#ffffff')).toBeNaN();
});
