import { dirname, join } from 'node:path';
import { DomainError } from '@app/kernel';
import { inferBuiltIn } from '../registry/catalog/catalog.js';
import { JsonTextError, parseJsonText, type JsonNode } from '../registry/files/json-text.js';
import { readWholeFile } from '../registry/files/read-file.js';
import { MOST_REGISTRY_BYTES } from '../registry/files/registry-files.js';
import { parseServersList } from '../registry/files/servers-list.js';
import { registryItem } from '../registry/registry-document.js';
import { registryInvalid } from '../registry/registry-invalid.js';
import type { ImageEntry, ServerEntry } from '../registry/server-entry.js';

const MOST_LIST_BYTES = 65_536;

/**
 * ApprovedImages knows what the worker may run: the image entries of the registry whose ids are enabled. Where there is no
 * registry.json, enabled ids mean built-in servers, as they do to the router. The files are read anew each time, so that
 * what was disabled a moment ago is not started, and no caller can name an image.
 */
export class ApprovedImages {
  /** `file` is the registry; `servers.txt`, the enabled ids, is beside it. */
  constructor(private readonly file: string) {}

  /**
   * entryOf throws `mcp_server_not_found`, `mcp_server_disabled`, `mcp_server_not_image`, or `registry_invalid`. Entries
   * of other servers are not looked at: one that is wrong keeps no other from running.
   */
  async entryOf(server: string): Promise<ImageEntry> {
    const readEntry = await this.described(server);
    const list = await readWholeFile(join(dirname(this.file), 'servers.txt'), MOST_LIST_BYTES);
    if (!parseServersList(list ?? '').includes(server)) {
      throw refusal(server, 'mcp_server_disabled', 'is not enabled');
    }
    const entry = readEntry();
    if ('image' in entry) return entry;
    throw refusal(server, 'mcp_server_not_image', 'is not run from an image');
  }

  /** An entry is read once it is known to be enabled: what is wrong with another one is nobody's concern. */
  private async described(server: string): Promise<() => ServerEntry> {
    const servers = await this.servers();
    if (servers === undefined) {
      const entry = inferred(server);
      return () => entry;
    }
    const given = servers.get(server);
    if (given === undefined) throw refusal(server, 'mcp_server_not_found', 'is not in the registry');
    return () => registryItem(server, given.value).entry;
  }

  private async servers(): Promise<ReadonlyMap<string, JsonNode> | undefined> {
    const text = await readWholeFile(this.file, MOST_REGISTRY_BYTES);
    if (text === undefined) return undefined;
    const servers = nodeOf(text).members?.get('servers')?.members;
    if (servers !== undefined) return servers;
    throw registryInvalid('registry.json', [{ field: 'servers', problem: 'wanted an object of servers' }]);
  }
}

function inferred(server: string): ServerEntry {
  const found = inferBuiltIn(server);
  if ('item' in found) return found.item.entry;
  throw refusal(server, 'mcp_server_not_found', `is not known: ${found.reason}`);
}

function nodeOf(text: string): JsonNode {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw registryInvalid('registry.json', [{ line: error.line, field: '', problem: error.problem }]);
  }
}

function refusal(server: string, code: string, why: string): DomainError {
  return new DomainError(code, `the server "${server}" ${why}`, { upstream: server });
}
