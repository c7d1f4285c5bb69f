/** Ends keeps how to end what was begun, so that all of it is ended, the last first. */
export class Ends {
  private readonly ends: (() => unknown)[] = [];

  add(end: () => unknown): void {
    this.ends.push(end);
  }

  /** all ends everything that was added, each once, whatever becomes of the others; the first failure is thrown. */
  async all(): Promise<void> {
    const failures: unknown[] = [];
    for (let end = this.ends.pop(); end; end = this.ends.pop()) {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
