import { createHash } from 'node:crypto';
import { isJsonObject, kindOf, type JsonObject } from '@app/kernel';
import { checkEntry } from './entry-problems.js';
import { JsonTextError, parseJsonText, type JsonNode } from './files/json-text.js';
import { registryInvalid, type RegistryProblem } from './registry-invalid.js';
import { serverId, type ServerEntry } from './server-entry.js';
import { stableJson } from './stable-json.js';

/** RegistryItem is a server's entry as somebody wrote it, and as it is read: with every default. */
export interface RegistryItem {
  readonly given: JsonObject;
  readonly entry: ServerEntry;
}

/** RegistryDocument is what registry.json holds, in its order. */
export type RegistryDocument = ReadonlyMap<string, RegistryItem>;

/**
 * parseRegistry reads the text of a registry.json, or of a body in its form. Throws `registry_invalid`, which names
 * every line, server and field at fault.
 */
export function parseRegistry(text: string, source = 'registry.json'): RegistryDocument {
  const servers = serversOf(rootOf(text, source), source);
  const document = new Map<string, RegistryItem>();
  const problems: RegistryProblem[] = [];
  for (const [id, node] of servers.members ?? []) {
    const checked = checkItem(id, node.value);
    if ('problems' in checked) problems.push(...checked.problems.map((problem) => located(problem, servers)));
    else document.set(id, checked);
  }
  if (problems.length > 0) throw registryInvalid(source, problems);
  return document;
}

/** registryItem reads one entry that came by itself; throws `registry_invalid`. */
export function registryItem(id: string, given: unknown, source = 'the entry'): RegistryItem {
  const checked = checkItem(id, given);
  if (!('problems' in checked)) return checked;
  const problems = checked.problems.map(({ path, problem }) => ({ field: fieldOf(path), problem }));
  throw registryInvalid(source, problems);
}

/** serializeRegistry writes entries as they were given; parseRegistry reads the same document from it. */
export function serializeRegistry(document: RegistryDocument): string {
  const lines = [...document].map(([id, { given }]) => {
    return `    ${JSON.stringify(id)}: ${JSON.stringify(given, null, 2).replaceAll('\n', '\n    ')}`;
  });
  return lines.length === 0 ? '{\n  "servers": {}\n}\n' : `{\n  "servers": {\n${lines.join(',\n')}\n  }\n}\n`;
}

/** versionOf is a hash over all that a document says: two editors with the same one have seen the same. */
export function versionOf(document: RegistryDocument): string {
  const said = [...document].map(([id, { given }]) => [id, given]);
  return createHash('sha256').update(stableJson(said)).digest('hex');
}

type PathProblem = { readonly path: readonly PropertyKey[]; readonly problem: string };

function checkItem(id: string, given: unknown): RegistryItem | { problems: readonly PathProblem[] } {
  const named = serverId.safeParse(id);
  if (!named.success)
    return {
      problems: [{ path: [id], problem: 'its name must be 1 to 63 lower-case letters, digits, "_" or "-"' }],
    };
  const checked = checkEntry(given);
  if (checked.problems) {
    return { problems: checked.problems.map(({ path, problem }) => ({ path: [id, ...path], problem })) };
  }
  return { given: given as JsonObject, entry: checked.entry };
}

function rootOf(text: string, source: string): JsonNode {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw registryInvalid(source, [{ line: error.line, field: '', problem: error.problem }]);
  }
}

function serversOf(root: JsonNode, source: string): JsonNode {
  const problems: RegistryProblem[] = [];
  for (const [name, { line }] of root.members ?? []) {
    if (name !== 'servers')
      problems.push({ line, field: name.slice(0, 64), problem: 'is no field of a registry' });
  }
  const servers = root.members?.get('servers');
  if (!isJsonObject(root.value)) {
    problems.push({ line: root.line, field: '', problem: `got ${kindOf(root.value)}, wanted an object` });
  } else if (servers?.members === undefined) {
    const problem = `got ${kindOf(servers?.value)}, wanted an object of servers by their names`;
    problems.push({ line: (servers ?? root).line, field: 'servers', problem });
  }
  if (problems.length > 0 || servers === undefined) throw registryInvalid(source, problems);
  return servers;
}

function located({ path, problem }: PathProblem, servers: JsonNode): RegistryProblem {
  let node = servers;
  for (const key of path) {
    const inner = typeof key === 'number' ? node.items?.[key] : node.members?.get(String(key));
    if (inner === undefined) break;
    node = inner;
  }
  return { line: node.line, field: `servers.${fieldOf(path)}`, problem };
}

function fieldOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part).slice(0, 64)}`))
    .join('')
    .replace(/^\./, '');
}
