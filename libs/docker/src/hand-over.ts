/**
 * HandOver passes items from several producers to one reader, one at a time: `put` resolves when its item was
 * taken, so that a slow reader slows every producer and nothing heaps up.
 */
export class HandOver<T> {
  readonly #waiting: { item: T; taken: () => void }[] = [];
  #ready: (() => void) | undefined;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  /** put resolves to whether the item was taken; false once the reader has gone or the end was called. */
  async put(item: T): Promise<boolean> {
    if (this.#ended) return false;
    await new Promise<void>((taken) => {
      this.#waiting.push({ item, taken });
      this.#ready?.();
    });
    return !this.#ended;
  }

  /** fail makes the reader throw, after what waits has been read. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#ready?.();
  }

  /** end lets every producer go and ends the reader. */
  end(): void {
    this.#ended = true;
    for (const { taken } of this.#waiting.splice(0)) taken();
    this.#ready?.();
  }

  /** A reader that leaves with an item in hand lets its producer go as well. */
  private *handed({ item, taken }: { item: T; taken: () => void }): Generator<T> {
    try {
      yield item;
    } finally {
      taken();
    }
  }

  async *items(): AsyncGenerator<T> {
    try {
      while (!this.#ended) {
        const next = this.#waiting.shift();
        if (next !== undefined) {
          yield* this.handed(next);
        } else if (this.#failure !== undefined) {
          throw this.#failure.error;
        } else {
          await new Promise<void>((resolve) => (this.#ready = resolve));
          this.#ready = undefined;
        }
      }
    } finally {
      this.end();
    }
  }
}
