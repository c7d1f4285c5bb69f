import type { AuditAction } from '@app/audit';
import { DomainError, type JsonObject } from '@app/kernel';
import { MOST_REGISTRY_BYTES, type RegistryTexts } from '../files/registry-files.js';
import { withoutServer, withServer } from '../files/servers-list.js';
import {
  serializeRegistry,
  versionOf,
  type RegistryDocument,
  type RegistryItem,
} from '../registry-document.js';
import { registryInvalid } from '../registry-invalid.js';
import { stableJson } from '../stable-json.js';
import { registryDiff } from './registry-diff.js';

/** StoredRegistry is what the disk holds right before a change. */
export interface StoredRegistry {
  readonly texts: RegistryTexts;
  /** What servers.txt lets infer, where there is no registry.json. */
  readonly document: RegistryDocument;
  readonly enabled: readonly string[];
}

/** RegistryChange is a change before it is made; without `texts` there is nothing to do. */
export interface RegistryChange<S extends string> {
  readonly status: S;
  readonly made?: {
    readonly action: AuditAction;
    readonly resource: string;
    readonly metadata: JsonObject;
    readonly texts: RegistryTexts;
  };
  /** Must have its variables before it is made. */
  readonly needs?: RegistryItem;
  /** Servers that are not there any more after it, so that nothing of them may be trusted when they come back. */
  readonly drops?: readonly string[];
}

/** addition brings in a new server, or enables one that is known; an entry may come along. */
export function addition(
  stored: StoredRegistry,
  id: string,
  item: RegistryItem | undefined,
): RegistryChange<'added' | 'enabled' | 'already_enabled'> {
  const known = stored.document.get(id);
  if (known === undefined) return newServer(stored, id, item);
  if (item !== undefined && stableJson(item.given) !== stableJson(known.given)) {
    const message = `the server "${id}" has another entry already; change it in the registry, or remove it first`;
    throw new DomainError('registry_conflict', message);
  }
  return enabling(stored, id);
}

function newServer({ texts, document, enabled }: StoredRegistry, id: string, item: RegistryItem | undefined) {
  if (item === undefined) throw serverNotFound(id);
  const next = {
    registry: written(new Map([...document, [id, item]])),
    list: enabled.includes(id) ? texts.list : withServer(texts.list ?? '', id),
  };
  const made = { action: 'mcp_add', resource: `mcp/${id}`, metadata: about(item), texts: next } as const;
  return { status: 'added', made, needs: item } as const;
}

export function enabling(
  { texts, document, enabled }: StoredRegistry,
  id: string,
): RegistryChange<'enabled' | 'already_enabled'> {
  const item = document.get(id);
  if (item === undefined) throw serverNotFound(id);
  if (enabled.includes(id)) return { status: 'already_enabled' };
  const next = { ...texts, list: withServer(texts.list ?? '', id) };
  const made = { action: 'mcp_enable', resource: `mcp/${id}`, metadata: about(item), texts: next } as const;
  return { status: 'enabled', made, needs: item };
}

export function disabling(
  { texts, document, enabled }: StoredRegistry,
  id: string,
): RegistryChange<'disabled' | 'already_disabled'> {
  if (!enabled.includes(id)) {
    if (!document.has(id)) throw serverNotFound(id);
    return { status: 'already_disabled' };
  }
  const next = { ...texts, list: withoutServer(texts.list ?? '', id) };
  const metadata = about(document.get(id));
  return {
    status: 'disabled',
    made: { action: 'mcp_disable', resource: `mcp/${id}`, metadata, texts: next },
  };
}

export function removal(
  { texts, document, enabled }: StoredRegistry,
  id: string,
): RegistryChange<'removed' | 'already_removed'> {
  if (!document.has(id) && !enabled.includes(id)) return { status: 'already_removed', drops: [id] };
  const rest = new Map(document);
  rest.delete(id);
  const next = {
    registry: texts.registry === undefined ? undefined : written(rest),
    list: texts.list === undefined ? undefined : withoutServer(texts.list, id),
  };
  const metadata = about(document.get(id));
  const made = { action: 'mcp_remove', resource: `mcp/${id}`, metadata, texts: next } as const;
  return { status: 'removed', made, drops: [id] };
}

/** replacement puts another document in place of the whole; a server that it drops is not enabled any more. */
export function replacement(
  { texts, document }: StoredRegistry,
  next: RegistryDocument,
): RegistryChange<'updated' | 'unchanged'> {
  if (texts.registry !== undefined && versionOf(document) === versionOf(next)) return { status: 'unchanged' };
  const { added, removed, changed } = registryDiff(hashed(document), hashed(next));
  let { list } = texts;
  for (const id of removed) list = list === undefined ? undefined : withoutServer(list, id);
  const metadata = {
    added: counted(added),
    removed: counted(removed),
    changed: counted(changed),
    version_before: versionOf(document),
    version_after: versionOf(next),
  };
  const made = {
    action: 'mcp_update',
    resource: 'mcp/*',
    metadata,
    texts: { registry: written(next), list },
  } as const;
  return { status: 'updated', made, drops: removed };
}

function written(document: RegistryDocument): string {
  const text = serializeRegistry(document);
  if (Buffer.byteLength(text) <= MOST_REGISTRY_BYTES) return text;
  const problem = `would be larger than ${MOST_REGISTRY_BYTES} bytes`;
  throw registryInvalid('registry.json', [{ field: '', problem }]);
}

/** What the audit says of a server: how it is reached, without arguments, which may hold anything. */
function about(item: RegistryItem | undefined): JsonObject {
  if (item === undefined) return {};
  const { entry } = item;
  if ('image' in entry) return { image: entry.image };
  return 'url' in entry ? { url: new URL(entry.url).origin } : { command: entry.command };
}

function hashed(document: RegistryDocument): ReadonlyMap<string, { revision: string }> {
  return new Map([...document].map(([id, { given }]) => [id, { revision: stableJson(given) }]));
}

/** An audit event holds only so much. */
const NAMED = 50;

function counted(ids: readonly string[]): JsonObject {
  return { count: ids.length, servers: ids.slice(0, NAMED) };
}

function serverNotFound(id: string): DomainError {
  return new DomainError('mcp_server_not_found', `there is no server "${id}" in the registry`);
}
