import { DomainError } from '@app/kernel';

interface Line {
  tail: Promise<void>;
  length: number;
}

/** KeyedQueue does work of one key after the other, and work of different keys at once. */
export class KeyedQueue {
  private readonly lines = new Map<string, Line>();

  constructor(private readonly longest: number) {}

  /** Rejects with `routing_busy` when the line is too long, and with the signal's reason while it waits. */
  async run<T>(key: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const line = this.lines.get(key) ?? { tail: Promise.resolve(), length: 0 };
    if (line.length >= this.longest)
      throw new DomainError('routing_busy', `${line.length} calls already wait for the same state file`);
    const before = line.tail;
    const done = Promise.withResolvers<void>();
    line.length += 1;
    line.tail = before.then(() => done.promise);
    this.lines.set(key, line);
    try {
      await unlessAborted(before, signal);
      return await work();
    } finally {
      done.resolve();
      line.length -= 1;
      const { tail } = line;
      void tail.then(() => line.tail === tail && line.length === 0 && this.lines.delete(key));
    }
  }
}

function unlessAborted(turn: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const aborted = () => reject(signal.reason as Error);
  if (signal.aborted) aborted();
  signal.addEventListener('abort', aborted, { once: true });
  void turn.then(resolve);
  return promise.finally(() => signal.removeEventListener('abort', aborted));
}
