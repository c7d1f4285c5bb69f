import type { IncomingMessage } from 'node:http';
import { DomainError, type CancelSignal } from '@app/kernel';
import type { UpstreamName } from './upstream-name.js';

export interface Reading {
  readonly upstream: UpstreamName;
  readonly signal: CancelSignal;
  /** Bytes. */
  readonly largest: number;
  /** What is thrown for an answer that is larger. */
  readonly tooLarge: () => DomainError;
}

/**
 * wholeText reads an answer to its end. Throws `upstream_unavailable` when it breaks off, and the signal's reason; what is
 * not read is cut off upstream.
 */
export async function wholeText(answer: IncomingMessage, reading: Reading): Promise<string> {
  const { upstream, signal, largest, tooLarge } = reading;
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > largest) throw tooLarge();
      parts.push(part);
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof DomainError) throw cause;
    throw new DomainError('upstream_unavailable', `${upstream} broke off its answer`, { upstream, cause });
  }
  return Buffer.concat(parts).toString();
}
