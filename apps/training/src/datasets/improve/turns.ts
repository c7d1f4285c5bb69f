/** Turns lets one piece of work at a time have each key; the others wait, in the order in which they came. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const { promise: after, resolve: leave } = Promise.withResolvers<void>();
    this.#last.set(key, after);
    await before;
    try {
      return await work();
    } finally {
      leave();
      if (this.#last.get(key) === after) this.#last.delete(key);
    }
  }
}
