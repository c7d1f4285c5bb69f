const MS = 20_000;
const MOST_ENTRIES = 200_000;

/** WalkBudget is how long a walk may take and how much it may look at, and tells why it ended. */
export class WalkBudget {
  readonly #end: number;
  #entries = 0;
  #reason: 'time' | 'entries' | undefined;
  #leftOut: 'unreadable' | 'long_lines' | undefined;

  constructor(
    private readonly signal: AbortSignal,
    ms = MS,
  ) {
    this.#end = performance.now() + ms;
  }

  /** spent counts an entry; true when there may be no further one. Throws once the call is cancelled. */
  spent(): boolean {
    if (++this.#entries > MOST_ENTRIES) this.#reason ??= 'entries';
    return this.late();
  }

  /** late asks without counting. */
  late(): boolean {
    this.signal.throwIfAborted();
    if (performance.now() > this.#end) this.#reason ??= 'time';
    return this.#reason !== undefined;
  }

  /** leaveOut notes that something was not looked at, though the walk goes on. */
  leaveOut(what: 'unreadable' | 'long_lines' = 'unreadable'): void {
    this.#leftOut ??= what;
  }

  /** Why not everything was looked at. */
  get reason(): 'time' | 'entries' | 'unreadable' | 'long_lines' | undefined {
    return this.#reason ?? this.#leftOut;
  }
}
