/** Tokens are the colours of the dashboard in one theme, by name: `--text` is `#171b21`. */
export type Tokens = ReadonlyMap<string, string>;

const PAIR = /^\s*(--[a-z-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/gm;
const SINGLE = /^\s*(--[a-z-]+):\s*(#[0-9a-f]{6});/gm;

/** tokensIn reads the colours of a theme from the text of the stylesheet; what is no opaque colour is left out. */
export function tokensIn(css: string, theme: 'light' | 'dark'): Tokens {
  const both = [...css.matchAll(PAIR)].map(([, name = '', light = '', dark = '']) => {
    return [name, theme === 'light' ? light : dark] as const;
  });
  const same = [...css.matchAll(SINGLE)].map(([, name = '', colour = '']) => [name, colour] as const);
  return new Map([...both, ...same]);
}

/** contrast is that of WCAG 2.2, from 1 to 21, between two colours such as `#171b21`. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
