import type { KeyEntry, KeyUses } from '../../api/keys.js';

/** LastUse is what is known of when a key was last taken. An app knows of nothing before it started. */
export type LastUse =
  | {
      readonly kind: 'used';
      readonly at: string;
      readonly app: string;
      readonly quiet: Quiet;
    }
  /** It was made after every app had started, and none has seen it. */
  | { readonly kind: 'never' }
  | { readonly kind: 'not-since'; readonly since: string }
  /** `missing` are the apps that could not be read. */
  | { readonly kind: 'unknown'; readonly missing: readonly string[] };

/** Since when all apps would have seen any other use; undefined: one of them could not be read. */
type Quiet = string | undefined;

type Keyed = Pick<KeyEntry, 'id' | 'used_at' | 'created_at'>;

/** lastUseOf joins what the apps say of a key; `uses` is undefined while nobody could be asked. */
export function lastUseOf({ id, used_at, created_at }: Keyed, uses: KeyUses | undefined): LastUse {
  const quiet = uses && quietSince(uses);
  const byOps = used_at === null ? [] : [{ at: used_at, app: 'ops' }];
  // Of what an app has forgotten since it started, the audit may know.
  const worked = (uses?.work ?? [])
    .filter(({ client }) => client === id)
    .map(({ kind, last }) => ({ at: last, app: kind === 'model' ? 'gateway' : 'router' }));
  const seen = [...byOps, ...(uses?.uses ?? []).filter(({ client }) => client === id), ...worked];
  const [last] = seen.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
  if (last !== undefined) return { kind: 'used', at: last.at, app: last.app, quiet };
  if (uses === undefined || quiet === undefined) return { kind: 'unknown', missing: missingIn(uses) };
  const isYounger = created_at !== undefined && Date.parse(created_at) >= Date.parse(quiet);
  return isYounger ? { kind: 'never' } : { kind: 'not-since', since: quiet };
}

function quietSince({ apps }: KeyUses): Quiet {
  const starts = apps.map(({ since }) => since);
  if (starts.some((since) => since === null)) return undefined;
  return starts
    .filter((since) => since !== null)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))
    .at(-1);
}

function missingIn(uses: KeyUses | undefined): string[] {
  return (uses?.apps ?? []).filter(({ since }) => since === null).map(({ name }) => name);
}

const DAY_MS = 24 * 3_600_000;

/** usedToday tells whether a key was taken during the last 24 hours, which an app that started since cannot deny. */
export function usedToday(use: LastUse, now: number): 'yes' | 'no' | 'unknown' {
  const isOld = (at: string) => now - Date.parse(at) >= DAY_MS;
  switch (use.kind) {
    case 'used':
      if (!isOld(use.at)) return 'yes';
      return use.quiet !== undefined && isOld(use.quiet) ? 'no' : 'unknown';
    case 'never':
      return 'no';
    case 'not-since':
      return isOld(use.since) ? 'no' : 'unknown';
    default:
      return 'unknown';
  }
}
