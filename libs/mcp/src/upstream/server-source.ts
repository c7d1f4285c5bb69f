import type { ServerEntry } from '../registry/server-entry.js';

/** CurrentServer is an enabled server as it is to run now. */
export interface CurrentServer {
  readonly entry: ServerEntry;
  /** The values of its variables, defaults included. */
  readonly env: Readonly<Record<string, string>>;
  /** Another one whenever entry or env changed; the same one as long as nothing did. */
  readonly generation: string;
}

/** ServerSource says which servers are enabled, in order, and tells when that has changed. */
export interface ServerSource {
  entries(): ReadonlyMap<string, CurrentServer>;
  /** subscribe returns how to unsubscribe. */
  subscribe(listener: () => void): () => void;
}
