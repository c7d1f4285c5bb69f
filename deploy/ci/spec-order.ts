import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

/** Durations are the seconds that spec files took, by file name. */
export type Durations = Readonly<Record<string, number>>;

/** What Jest tells of a spec file, as far as it matters here. */
interface SpecFile {
  readonly path: string;
}

/** The durations of the end-to-end specs; `record-durations.ts` writes them. */
export const DURATIONS_FILE = resolve(import.meta.dirname, '../../test/e2e/durations.json');

/**
 * longestFirst orders spec files so that no long one begins last and keeps everybody waiting. One that nobody has
 * measured yet is taken for the middle one of those that are known.
 */
export function longestFirst<Spec extends SpecFile>(specs: readonly Spec[], durations: Durations): Spec[] {
  const known = Object.values(durations).toSorted((one, other) => one - other);
  const middle = known[Math.floor(known.length / 2)] ?? 0;
  const secondsOf = ({ path }: Spec) => durations[basename(path)] ?? middle;
  return specs.toSorted((one, other) => secondsOf(other) - secondsOf(one) || inOrder(one.path, other.path));
}

/** recordedDurations reads what is committed. */
export function recordedDurations(): Durations {
  return JSON.parse(readFileSync(DURATIONS_FILE, 'utf8')) as Durations;
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : 1;
}
