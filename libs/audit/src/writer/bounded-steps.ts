/** StepTimeout: a disk took longer than it may. */
export class StepTimeout extends Error {
  constructor(readonly limitMs: number) {
    super(`the disk did not answer within ${limitMs} ms`);
    this.name = 'StepTimeout';
  }
}

/**
 * BoundedSteps runs one step at a time, each for a bounded time. A step that is given up still runs: what a disk
 * was asked to do cannot be taken back. Until it has ended no other may start, or both would write.
 */
export class BoundedSteps {
  #given: Promise<unknown> | undefined;

  constructor(private readonly limitMs: number) {}

  /** Whether a step that was given up still runs. */
  get stuck(): boolean {
    return this.#given !== undefined;
  }

  async run<T>(step: () => Promise<T>): Promise<T> {
    if (this.#given !== undefined) throw new StepTimeout(this.limitMs);
    const running = step();
    const timeout = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.#abandon(running);
      timeout.reject(new StepTimeout(this.limitMs));
    }, this.limitMs);
    try {
      return await Promise.race([running, timeout.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** settled resolves when nothing runs any more. */
  async settled(): Promise<void> {
    await this.#given;
  }

  #abandon(running: Promise<unknown>): void {
    const forget = () => {
      this.#given = undefined;
    };
    this.#given = running.then(forget, forget);
  }
}
