/** The ways in which a speed is written; the first that fits a place wins. */
const UNITS = {
  it_per_sec: { pattern: 'it/s|iter/s|steps/s|samples/s', itPerSec: (value: number) => value },
  ms_per_it: { pattern: 'ms/it', itPerSec: (value: number) => 1000 / value },
  sec_per_it: { pattern: 's/it|sec/it|seconds/it', itPerSec: (value: number) => 1 / value },
} as const;

type SpeedUnit = keyof typeof UNITS;

export interface SpeedSample {
  readonly unit: SpeedUnit;
  readonly itPerSec: number;
}

const NAMES = Object.keys(UNITS) as SpeedUnit[];
// The number begins where no number goes on, so that a long run of digits is looked at once.
const SPEED = new RegExp(
  `(?<![\\d.])(\\d{1,12}(?:\\.\\d{1,12})?) ?(?:${NAMES.map((name) => `(?<${name}>${UNITS[name].pattern})`).join('|')})`,
  'gi',
);

/** speedsIn a text: all that are written as iterations per second, or as seconds or milliseconds per iteration. */
export function speedsIn(text: string): readonly SpeedSample[] {
  if (!text.includes('/')) return [];
  return [...text.matchAll(SPEED)].flatMap((found) => {
    const unit = NAMES.find((name) => found.groups?.[name] !== undefined);
    const itPerSec = unit === undefined ? Number.NaN : UNITS[unit].itPerSec(Number(found[1]));
    return unit === undefined || !Number.isFinite(itPerSec) ? [] : [{ unit, itPerSec }];
  });
}
