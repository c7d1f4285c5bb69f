import { createHmac, randomBytes } from 'node:crypto';
import { resolveEnv, type EnvValues } from '../env/env-values.js';
import { versionOf, type RegistryDocument, type RegistryItem } from '../registry-document.js';
import type { ServerEntry } from '../server-entry.js';
import { stableJson } from '../stable-json.js';

/** EnabledServer is a server that may run, with all that it needs. */
export interface EnabledServer {
  readonly entry: ServerEntry;
  /** Its variables and their values. */
  readonly env: Readonly<Record<string, string>>;
  /** Another one means that it would run in another way; comparable within this process alone. */
  readonly generation: string;
  /** Another one means that anything of the entry or a value is another; comparable within this process alone. */
  readonly revision: string;
}

/** KnownServer is a server that registry.json or servers.txt names. */
export interface KnownServer {
  readonly id: string;
  /** Undefined when only servers.txt names it. */
  readonly item: RegistryItem | undefined;
  /** Somebody's will, in servers.txt. */
  readonly enabled: boolean;
  /** Why it cannot run although it is enabled. */
  readonly reason: string | undefined;
}

/** RegistrySnapshot is the registry at one time. */
export interface RegistrySnapshot {
  readonly document: RegistryDocument;
  /** Hash over the document. */
  readonly version: string;
  /** There is no registry.json: entries are what servers.txt lets infer. */
  readonly inferred: boolean;
  /** Everything named anywhere: the registry's order, then that of servers.txt. */
  readonly known: ReadonlyMap<string, KnownServer>;
  /** What may run, in the same order. */
  readonly entries: ReadonlyMap<string, EnabledServer>;
  /** Files that were refused; what they held before is still served. */
  readonly problems: readonly string[];
}

export interface SnapshotSources {
  readonly document: RegistryDocument;
  readonly inferred: boolean;
  readonly enabled: readonly string[];
  readonly values: EnvValues;
  readonly problems: readonly string[];
  /** Why a name of servers.txt has no entry. */
  readonly unknown: (id: string) => string;
}

export function snapshotOf(sources: SnapshotSources): RegistrySnapshot {
  const { document, inferred, problems } = sources;
  const enabled = new Set(sources.enabled);
  const known = new Map<string, KnownServer>();
  const entries = new Map<string, EnabledServer>();
  for (const [id, item] of document) {
    const { env, missing } = resolveEnv(item.entry.env_schema, sources.values);
    const runs = enabled.has(id) && missing.length === 0;
    const reason = enabled.has(id) && !runs ? `not set: ${missing.join(', ')}` : undefined;
    known.set(id, { id, item, enabled: enabled.has(id), reason });
    if (runs) entries.set(id, enabledServer(item.entry, env));
  }
  for (const id of enabled) {
    if (!known.has(id)) known.set(id, { id, item: undefined, enabled: true, reason: sources.unknown(id) });
  }
  return { document, version: versionOf(document), inferred, known, entries, problems };
}

/** Keyed, so that whoever sees a generation cannot try out which secret makes it. */
const KEY = randomBytes(32);

/** What is asked with each call, so that another word of it changes nothing about a server that runs. */
const ASKED_EACH_TIME: ReadonlySet<string> = new Set([
  'scopes',
  'allow_clients',
  'deny_clients',
  'tools',
  'prompts',
  'resources',
  'rate_limit_rpm',
  'timeout_sec',
  'max_total_sec',
  'project',
  'description',
  // Its values count, which are in the environment.
  'env_schema',
] satisfies (keyof ServerEntry)[]);

function enabledServer(entry: ServerEntry, env: Readonly<Record<string, string>>): EnabledServer {
  const manner = Object.entries(entry).filter(([field]) => !ASKED_EACH_TIME.has(field));
  return {
    entry,
    env,
    generation: digestOf([Object.fromEntries(manner), env]),
    revision: digestOf([entry, env]),
  };
}

function digestOf(parts: unknown[]): string {
  return createHmac('sha256', KEY).update(stableJson(parts)).digest('hex');
}
