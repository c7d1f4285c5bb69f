import { isJsonObject, type JsonObject } from '@app/kernel';
import type { NativeUri } from '../names/uri-table.js';
import type { PooledServer } from '../upstream/server-pool.js';
import type { McpRequest } from '../wire/messages.js';
import { urisOf, type Catalogue, type Found } from './catalogue.js';
import { withoutRetry } from './errand.js';
import type { HubCaller } from './hub-types.js';
import { failureOf, invalidParams, unknownPrompt, unknownResource } from './mcp-failures.js';
import type { Passage } from './passage.js';
import type { ViewServers } from './view-servers.js';

/** Home is where a resource is, in its server's own words. */
export interface Home extends NativeUri {
  readonly pooled: PooledServer;
}

/** OtherCalls routes prompts, resources and completions. */
export class OtherCalls {
  constructor(
    private readonly servers: ViewServers,
    private readonly catalogue: Catalogue,
    private readonly passage: Passage,
  ) {}

  async prompt({ method, params = {} }: McpRequest, caller: HubCaller): Promise<JsonObject> {
    const { server, native } = await this.#prompt(params['name'], caller);
    return this.#carry(server, method, { ...params, name: native }, caller);
  }

  async resource({ method, params = {} }: McpRequest, caller: HubCaller): Promise<JsonObject> {
    const { pooled, uri } = this.home(params['uri'], caller);
    return this.#carry(pooled, method, { ...params, uri }, caller);
  }

  async completion({ method, params = {} }: McpRequest, caller: HubCaller): Promise<JsonObject> {
    const { ref } = params;
    if (!isJsonObject(ref)) throw invalidParams('ref must be an object');
    if (ref['type'] === 'ref/prompt') {
      const { server, native } = await this.#prompt(ref['name'], caller);
      return this.#carry(server, method, { ...params, ref: { ...ref, name: native } }, caller);
    }
    const { pooled, uri } = this.home(ref['uri'], caller);
    return this.#carry(pooled, method, { ...params, ref: { ...ref, uri } }, caller);
  }

  /** home throws the same failure for a server that is denied and one that is not there. */
  home(uri: unknown, { view, principal, era }: HubCaller): Home {
    if (typeof uri !== 'string') throw invalidParams('uri must be a string');
    const native = urisOf(view).native(uri);
    const pooled = native === undefined ? undefined : this.servers.find(view, principal, native.server);
    if (native === undefined || pooled === undefined) throw unknownResource(uri, era);
    if (!this.servers.seesResource(view, principal, native)) throw unknownResource(uri, era);
    return { ...native, pooled };
  }

  async #prompt(name: unknown, caller: HubCaller): Promise<Found> {
    if (typeof name !== 'string') throw invalidParams('name must be a string');
    const found = await this.catalogue.find('prompts', name, caller);
    if (found === undefined || !found.decision.allowed) throw unknownPrompt(name);
    return found;
  }

  #carry(server: PooledServer, method: string, params: JsonObject, caller: HubCaller): Promise<JsonObject> {
    const errand = { ...withoutRetry(params), server, method, caller, uris: urisOf(caller.view) };
    return this.passage.carry(errand).catch((error: unknown) => {
      throw failureOf(error, server.id);
    });
  }
}
