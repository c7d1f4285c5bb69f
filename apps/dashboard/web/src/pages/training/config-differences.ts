export interface Difference {
  /** Where in the config, without what all of them begin with: `train › lr`. */
  readonly place: string;
  /** As it is written; absent where this config says nothing of it. */
  readonly here: string | undefined;
  readonly there: string | undefined;
}

type Config = Readonly<Record<string, unknown>>;

/** configDifferences are the settings in which two configs differ, and how many are the same. */
export function configDifferences(here: Config, there: Config): { differ: Difference[]; same: number } {
  const [own, other] = [settingsOf(here), settingsOf(there)];
  const places = [...new Set([...own.keys(), ...other.keys()])];
  const differ = places
    .filter((place) => own.get(place) !== other.get(place))
    .map((place) => ({ place: placeText(place), here: own.get(place), there: other.get(place) }));
  return { differ, same: places.length - differ.length };
}

/** Each value that has no parts, by the path to it; lists of plain values are one value. */
function settingsOf(value: unknown, path: readonly string[] = []): Map<string, string> {
  if (!hasParts(value)) return new Map([[path.join('\n'), textOf(value)]]);
  const parts = Object.entries(value).map(([name, part]) => settingsOf(part, [...path, name]));
  return new Map(parts.flatMap((part) => [...part]));
}

function hasParts(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((part) => typeof part === 'object' && part !== null);
  return Object.keys(value).length > 0;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const COMMON = ['config', 'process', '0'];

function placeText(place: string): string {
  const path = place.split('\n');
  const isCommon = COMMON.every((part, index) => path[index] === part) && path.length > COMMON.length;
  const shown = isCommon ? path.slice(COMMON.length) : path;
  return shown.map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part)).join(' › ');
}
