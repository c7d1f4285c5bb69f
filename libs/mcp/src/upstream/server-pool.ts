import type { JsonObject } from '@app/kernel';
import type { ServerEntry } from '../registry/server-entry.js';
import type { Era, McpNotification, McpRequest } from '../wire/messages.js';
import type { Call } from './link.js';

/** `idle`: not running because nobody needs it. `down` and `auth-needed` are found out, `disabled` is somebody's will. */
export type ServerState = 'up' | 'idle' | 'auth-needed' | 'degraded' | 'down' | 'disabled';

export interface ServerHealth {
  readonly state: ServerState;
  /** For people: why it is so. */
  readonly reason: string | undefined;
  /** Transport failures in a row; calls that a server answers with an error are none. */
  readonly failures: number;
  readonly since: string;
}

/** What a server says of itself, once it was connected to. */
export interface ServerFace {
  readonly era: Era;
  readonly capabilities: JsonObject;
  readonly info: JsonObject | undefined;
  readonly instructions: string | undefined;
}

/** PooledServer is one enabled server of the registry, connected to when it is needed. */
export interface PooledServer {
  readonly id: string;
  readonly entry: ServerEntry;
  /** Another one when it runs in another way, so that what is known of it may not hold any more. */
  readonly generation: string;
  readonly health: ServerHealth;
  /** That of its last connection; undefined before the first. */
  readonly era?: Era | undefined;
  /** face connects if need be. `within` bounds the wait in milliseconds, so that one dead server delays no list. */
  face(within: number): Promise<ServerFace>;
  /** request is Link.request, on a link that is made if need be. `session` tells servers that are not shared apart. */
  request(request: McpRequest, call: Call, session: string | undefined): Promise<JsonObject>;
  notify(notification: McpNotification, session: string | undefined): Promise<void>;
}

export type PoolEvent =
  /** Servers came, went or changed their entry. */
  | { readonly type: 'servers' }
  /** What a server said outside of any call. */
  | {
      readonly type: 'notification';
      readonly server: string;
      readonly notification: McpNotification;
      /** Of a server that is not shared: the session whose link said it. */
      readonly session?: string | undefined;
    }
  | { readonly type: 'health'; readonly server: string; readonly health: ServerHealth };

/** ServerPool holds the enabled servers and follows the registry. */
export interface ServerPool {
  /** By id, in the registry's order. */
  readonly servers: ReadonlyMap<string, PooledServer>;
  /** Ends what was kept for a client session. */
  endSession(session: string): Promise<void>;
  /** subscribe returns how to unsubscribe. */
  subscribe(listener: (event: PoolEvent) => void): () => void;
  close(): Promise<void>;
}
