import { setTimeout as pause } from 'node:timers/promises';
import { Refusal, Unreachable, type OpsApi } from './ops-api.ts';
import { Contact } from './contact.ts';
import { readEvents, type StreamEvent } from './sse-reader.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

export interface Resumption {
  /** Hears that the connection was lost, and why, before another is tried. */
  readonly lost: (why: string) => void;
  /** For so long without a sign of life, connections are tried again. */
  readonly giveUpAfterMs: number;
  readonly signal: AbortSignal;
}

/**
 * resumedStream yields the events of a stream until its reader has enough, over as many connections as it takes, each
 * resumed with Last-Event-ID. It throws what ops refuses it with, or Unreachable in the end.
 */
export async function* resumedStream(
  api: OpsApi,
  path: string,
  { lost, giveUpAfterMs, signal }: Resumption,
): AsyncGenerator<StreamEvent> {
  const contact = new Contact(signal);
  let lastId: string | undefined;
  let wait = FIRST_PAUSE_MS;
  for (;;) {
    let broken: Error = new Unreachable('the stream ended early');
    try {
      for await (const event of connection(api, path, lastId, contact)) {
        if (event.id !== undefined) wait = FIRST_PAUSE_MS;
        lastId = event.id ?? lastId;
        yield event;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error)) throw error;
      broken = error;
    }
    if (contact.silentForMs > giveUpAfterMs) throw broken;
    lost(broken.message);
    await pause(wait, undefined, { signal });
    wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
  }
}

/** A refusal for a while is passing, and so is whatever happens to a connection. */
function isPassing(error: unknown): error is Refusal | Unreachable {
  return error instanceof Unreachable || (error instanceof Refusal && error.status >= 500);
}

async function* connection(
  api: OpsApi,
  path: string,
  lastId: string | undefined,
  contact: Contact,
): AsyncGenerator<StreamEvent> {
  const headers = { accept: 'text/event-stream', ...(lastId !== undefined && { 'last-event-id': lastId }) };
  const end = contact.begin();
  try {
    const { body } = await api.open({ method: 'GET', path, headers, signal: contact.signal });
    const heard = async function* () {
      for await (const part of body ?? []) {
        contact.heard();
        yield part;
      }
    };
    yield* readEvents(heard());
  } catch (cause) {
    if (cause instanceof Refusal || cause instanceof Unreachable) throw cause;
    throw new Unreachable(`the stream broke: ${(cause as Error).message}`, { cause });
  } finally {
    end();
  }
}
