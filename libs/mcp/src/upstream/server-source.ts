import type { ServerEntry } from '../registry/server-entry.js';

/** CurrentServer is an enabled server as it is to run now. */
export interface CurrentServer {
  readonly entry: ServerEntry;
  /** The values of its variables, defaults included. */
  readonly env: Readonly<Record<string, string>>;
  /** Another one whenever it would run in another way; the same one as long as it would not. */
  readonly generation: string;
  /** Another one whenever anything of it changed, be it who may use it. */
  readonly revision: string;
}

/** ServerSource says which servers are enabled, in order, and tells when that has changed. */
export interface ServerSource {
  entries(): ReadonlyMap<string, CurrentServer>;
  /** subscribe returns how to unsubscribe. */
  subscribe(listener: () => void): () => void;
}
