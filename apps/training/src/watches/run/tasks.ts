/** Tasks is work that nobody waits for, until `close`. */
export class Tasks {
  private readonly closing = new AbortController();
  private readonly running = new Set<Promise<void>>();

  /** `report` hears of work that failed. */
  constructor(private readonly report: (text: string) => void) {}

  /** What the work is to obey. */
  get signal(): AbortSignal {
    return this.closing.signal;
  }

  /** Work that rejects because of the close has not failed. */
  spawn(work: Promise<void>): void {
    const task = work
      .catch((error: unknown) => {
        if (!this.signal.aborted) this.report(`a task of the watches failed: ${nameOf(error)}`);
      })
      .finally(() => this.running.delete(task));
    this.running.add(task);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.running);
  }
}

/** A name for operators, who are to see neither paths nor what somebody wrote. */
export function nameOf(error: unknown): string {
  const { name, code } = error as NodeJS.ErrnoException;
  return code ?? name;
}
