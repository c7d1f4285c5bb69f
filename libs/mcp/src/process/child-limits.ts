/** ChildLimits bounds what one server may take of the router. Sizes in bytes, times in milliseconds. */
export interface ChildLimits {
  /** One message, either way. */
  readonly message: number;
  /** Messages that the server has not yet taken from its standard input. */
  readonly queue: number;
  /** How long it may take to leave after the end of its input, after SIGTERM, and after SIGKILL. */
  readonly eofMs: number;
  readonly termMs: number;
  readonly killMs: number;
  /** How long processes that left its group are hunted. */
  readonly sweepMs: number;
}

const MIB = 1_048_576;

/** All times together stay below five seconds. */
export const CHILD_LIMITS: ChildLimits = {
  message: 10 * MIB,
  queue: 32 * MIB,
  eofMs: 1_500,
  termMs: 1_500,
  killMs: 1_000,
  sweepMs: 500,
};
