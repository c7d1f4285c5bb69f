import type { EnabledServer } from './snapshot.js';

/** RegistryDiff says what became of the servers that may run; ids in the registry's order. */
export interface RegistryDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Another entry, or another value in the environment. */
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
}

type Entries = ReadonlyMap<string, Pick<EnabledServer, 'revision'>>;

export function registryDiff(before: Entries, after: Entries): RegistryDiff {
  const kept = [...after.keys()].filter((id) => before.has(id));
  const isSame = (id: string) => before.get(id)?.revision === after.get(id)?.revision;
  return {
    added: [...after.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !after.has(id)),
    changed: kept.filter((id) => !isSame(id)),
    unchanged: kept.filter(isSame),
  };
}

/** sameEntries tells whether nothing at all is different, the order included. */
export function sameEntries(before: Entries, after: Entries): boolean {
  const said = (entries: Entries) => [...entries].map(([id, { revision }]) => `${id} ${revision}`).join('\n');
  return said(before) === said(after);
}
