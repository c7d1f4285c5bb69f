import type { EventEmitter } from 'node:events';

/** The part of a process that tells when it is to end. */
export interface EndingProcess extends Pick<EventEmitter, 'once'> {
  readonly stdin: Pick<EventEmitter, 'once'>;
  readonly pid: number;
  kill(pid: number, signal: NodeJS.Signals): boolean;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * closeAtEnd closes what serves the standard streams, once, when standard input ends or a signal ends the process; that
 * ends by the signal afterwards. `close` does not reject.
 */
export function closeAtEnd(close: () => Promise<void>, of: EndingProcess = process): void {
  let closing: Promise<void> | undefined;
  const closed = () => (closing ??= close());
  of.stdin.once('end', () => void closed());
  of.stdin.once('close', () => void closed());
  for (const signal of SIGNALS) of.once(signal, () => void closed().finally(() => of.kill(of.pid, signal)));
}
