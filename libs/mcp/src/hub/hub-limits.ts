/** HubLimits bounds what clients and servers can make the hub hold or wait for. Times in milliseconds, sizes in bytes. */
export interface HubLimits {
  /** How long a list waits for one server, before it is shown without it. */
  readonly listWaitMs: number;
  /** How long a server may take for its whole list, with nobody waiting. */
  readonly listTotalMs: number;
  /** A list is asked for again after this, if nothing told of a change before. */
  readonly listFreshMs: number;
  readonly listPages: number;
  readonly listItems: number;
  readonly listBytes: number;
  /** Lists that are kept: four for each shared server, and four for each session of the others. */
  readonly lists: number;
  /** Items on one page of a merged list. */
  readonly pageItems: number;
  readonly requestBytes: number;
  readonly resultBytes: number;
  /** How long a client may think about a question of a server. */
  readonly heldMs: number;
  /** The same, once another client calls a server that cannot say which call it asks for. */
  readonly contestedMs: number;
  readonly heldCalls: number;
  readonly heldCallsOfOne: number;
  readonly subscriptionsOfOne: number;
  readonly listeners: number;
  readonly instructionsOfOne: number;
  readonly instructions: number;
}

export const hubLimits: HubLimits = {
  listWaitMs: 3_000,
  listTotalMs: 60_000,
  listFreshMs: 60_000,
  listPages: 100,
  listItems: 10_000,
  listBytes: 16 * 1024 * 1024,
  lists: 4_096,
  pageItems: 500,
  requestBytes: 4 * 1024 * 1024,
  resultBytes: 16 * 1024 * 1024,
  heldMs: 600_000,
  contestedMs: 60_000,
  heldCalls: 1_000,
  heldCallsOfOne: 32,
  subscriptionsOfOne: 256,
  listeners: 10_000,
  instructionsOfOne: 4_096,
  instructions: 32_768,
};
