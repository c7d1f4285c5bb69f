import type { JsonObject } from '@app/kernel';
import type { UriTable } from '../names/uri-table.js';
import { stableJson } from '../registry/stable-json.js';
import type { PooledServer } from '../upstream/server-pool.js';
import type { HubCaller } from './hub-types.js';
import { viewKey } from './view-servers.js';

/** Errand is a client's request that one certain server has to answer, in that server's own names. */
export interface Errand {
  readonly server: PooledServer;
  readonly method: string;
  /** Without `inputResponses` and `requestState`. */
  readonly params: JsonObject;
  readonly retry: { readonly inputResponses?: unknown; readonly requestState?: unknown };
  readonly caller: HubCaller;
  readonly uris: UriTable;
  /** Told once how the server's part of it ended, however many requests of the client that took. */
  readonly ended?: ((end: ErrandEnd) => void) | undefined;
}

export interface ErrandEnd {
  readonly result?: JsonObject;
  readonly resultBytes: number;
  readonly error?: unknown;
}

/** withoutRetry splits what a modern client adds to a request that it repeats from the request itself. */
export function withoutRetry(params: JsonObject): Pick<Errand, 'params' | 'retry'> {
  const { inputResponses, requestState, ...rest } = params;
  return { params: rest, retry: { inputResponses, requestState } };
}

/** What a `requestState` is bound to: who, where, and the very same request. */
export function bindingOf({ caller, server, method, params }: Errand): string[] {
  const { _meta: _, ...asked } = params;
  return ['state', caller.principal.id, viewKey(caller.view), server.id, method, stableJson(asked)];
}
