import type { JsonObject } from '@app/kernel';
import type { KnownServer, RegistrySnapshot, ServerEntry, ServerState } from '@app/mcp';
import type { ServerHealths } from './server-healths.js';

/** One server of the list, for people and for the dashboard. */
export interface ListedServer {
  readonly id: string;
  readonly enabled: boolean;
  readonly kind: 'command' | 'image' | 'url' | undefined;
  readonly project: string | undefined;
  readonly state: ServerState;
  readonly reason: string | undefined;
  readonly failures: number;
  readonly since: string | undefined;
}

/** ServerList answers `GET /api/mcp/servers`. */
export interface ServerList {
  /** Every file is in force as it is on the disk. */
  readonly ok: boolean;
  readonly problems: readonly string[];
  /** Changes need no restart. */
  readonly dynamic: true;
  /** There is no registry.json; entries are inferred from servers.txt. */
  readonly inferred: boolean;
  readonly enabled: readonly string[];
  /** Names that can be added. */
  readonly catalog: readonly string[];
  /** Entries with every default. */
  readonly registry: Readonly<Record<string, ServerEntry>>;
  readonly servers: readonly ListedServer[];
}

export function serverList(
  { known, document, problems, inferred }: RegistrySnapshot,
  catalog: readonly string[],
  healths: ServerHealths,
): ServerList {
  const servers = [...known.values()];
  return {
    ok: problems.length === 0,
    problems,
    dynamic: true,
    inferred,
    enabled: servers.filter(({ enabled }) => enabled).map(({ id }) => id),
    catalog,
    registry: Object.fromEntries([...document].map(([id, { entry }]) => [id, entry])),
    servers: servers.map((server) => listed(server, healths)),
  };
}

/** documentOf is the registry as it was written: what `PUT` takes. */
export function documentOf({ document }: RegistrySnapshot): { servers: Record<string, JsonObject> } {
  return { servers: Object.fromEntries([...document].map(([id, { given }]) => [id, given])) };
}

function listed({ id, item, enabled, reason }: KnownServer, healths: ServerHealths): ListedServer {
  const about = { id, enabled, kind: item && kindOf(item.entry), project: item?.entry.project };
  const idle = { reason: undefined, failures: 0, since: undefined };
  if (!enabled) return { ...about, ...idle, state: 'disabled' };
  if (reason !== undefined) return { ...about, ...idle, state: 'down', reason };
  return { ...about, ...idle, state: 'idle', ...healths.of(id) };
}

function kindOf(entry: ServerEntry): 'command' | 'image' | 'url' {
  if ('image' in entry) return 'image';
  return 'url' in entry ? 'url' : 'command';
}
