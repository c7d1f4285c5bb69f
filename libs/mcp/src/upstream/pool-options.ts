import type { WordsListener } from '../log/server-words.js';

/** PoolOptions is how the links of all servers are kept. Times in milliseconds. */
export interface PoolOptions {
  /** How long calls of a removed or changed server may go on. */
  readonly drainMs: number;
  /** How often a server that runs without calls is asked whether it still answers. */
  readonly probeMs: number;
  /** Links of one server that is not shared. */
  readonly mostLinks: number;
  readonly now: () => Date;
  readonly random: () => number;
  /** Hears what becomes of the connections, for the log of each server. */
  readonly words?: WordsListener | undefined;
}

export const POOL_OPTIONS: PoolOptions = {
  drainMs: 30_000,
  probeMs: 60_000,
  mostLinks: 32,
  now: () => new Date(),
  random: Math.random,
};
