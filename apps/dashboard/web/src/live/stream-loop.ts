import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { asProblem, Problem } from '../api/problem.js';
import { refusalOf } from '../api/session-fetch.js';

/** How a stream ended for good: the server has no more, it refused, the reader stopped, or the session is over. */
export type StreamEnding =
  | { readonly ended: 'complete' | 'stopped' | 'signed_out' }
  | { readonly ended: 'refused'; readonly problem: Problem };

/** How a stream that goes on is doing. */
export type StreamState =
  | { readonly state: 'connecting' | 'open' }
  | { readonly state: 'waiting'; readonly problem: Problem; readonly nextTryAt: number };

export interface StreamOptions {
  readonly url: string;
  readonly signal: AbortSignal;
  /** Returning `stop` ends the stream as complete: the event was the last one, whatever the server does now. */
  readonly onEvent: (event: EventSourceMessage) => 'stop' | void;
  readonly onState?: (state: StreamState) => void;
  /** Waits until somebody has signed in again, or the signal aborts; with it the stream goes on where the session ended. */
  readonly signedInAgain?: (signal: AbortSignal) => Promise<void>;
  readonly fetch?: typeof fetch;
  /** Waits as long as it is told or until the signal aborts; for tests. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random?: () => number;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** The servers write a comment every 15 s: a stream that is silent longer than two of them is dead. */
const SILENCE_MS = 40_000;
const LARGEST_EVENT = 4 * 1024 * 1024;

/**
 * followStream reads server-sent events until they end for good. After a drop, a 5xx or a page of a proxy it connects
 * again with the id of the last event, waiting longer each time, up to 15 s, unless an event came in between. 204 ends
 * it as complete, 401 as signed out (or waits for `signedInAgain`), any other 4xx as refused (but 408 and 429, which
 * pass).
 */
export async function followStream(options: StreamOptions): Promise<StreamEnding> {
  const { signal, onState, signedInAgain, wait = pause, random = Math.random } = options;
  const reader = new Reader(options);
  for (let failures = 0; !signal.aborted; failures += 1) {
    onState?.({ state: 'connecting' });
    const seen = reader.events;
    const outcome = await reader.readOnce();
    if ('ended' in outcome) {
      if (outcome.ended !== 'signed_out' || signedInAgain === undefined) return outcome;
      await signedInAgain(signal);
      continue;
    }
    if (reader.events > seen) failures = 0;
    const ms = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures) * (0.5 + random() / 2);
    onState?.({ state: 'waiting', problem: outcome.problem, nextTryAt: Date.now() + ms });
    await wait(ms, signal);
  }
  return { ended: 'stopped' };
}

/** Reader is one stream over all its connections. */
class Reader {
  events = 0;
  private lastId: string | undefined;

  constructor(private readonly options: StreamOptions) {}

  async readOnce(): Promise<StreamEnding | { readonly problem: Problem }> {
    const { url, signal, onState, fetch: send = fetch } = this.options;
    const silence = new Silence();
    const headers = { accept: 'text/event-stream', ...(this.lastId && { 'Last-Event-ID': this.lastId }) };
    try {
      const answer = await send(url, { headers, signal: AbortSignal.any([signal, silence.signal]) });
      const refused = await endingOf(answer);
      if (refused !== undefined) return refused;
      onState?.({ state: 'open' });
      if (await this.readBody(answer, silence)) return { ended: 'complete' };
      return { problem: new Problem(0, 'stream_dropped', 'the stream broke off') };
    } catch (error) {
      return signal.aborted ? { ended: 'stopped' } : { problem: asProblem(error) };
    } finally {
      silence.end();
    }
  }

  /** Returns true once an event was the last one. */
  private async readBody(answer: Response, silence: Silence): Promise<boolean> {
    let stopped = false;
    const onEvent = (event: EventSourceMessage) => {
      if (stopped) return;
      if (event.id !== undefined) this.lastId = event.id;
      this.events += 1;
      stopped = this.options.onEvent(event) === 'stop';
    };
    const parser = createParser({ onEvent, maxBufferSize: LARGEST_EVENT });
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      silence.broken();
      parser.feed(decoder.decode(part.value, { stream: true }));
      if (!stopped) continue;
      await reader.cancel();
      return true;
    }
    return false;
  }
}

async function endingOf(answer: Response): Promise<StreamEnding | { readonly problem: Problem } | undefined> {
  const { status, ok } = answer;
  if (status === 204) return { ended: 'complete' };
  if (status === 401) return { ended: 'signed_out' };
  if (!ok) {
    const problem = await refusalOf(answer);
    const passes = status >= 500 || status === 408 || status === 429;
    return passes ? { problem } : { ended: 'refused', problem };
  }
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) return undefined;
  await answer.body?.cancel();
  return { problem: new Problem(status, 'no_stream', 'what answered is no stream') };
}

/** Silence aborts when nothing has come for too long. */
class Silence {
  private readonly controller = new AbortController();
  private timer = this.arm();

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  broken(): void {
    clearTimeout(this.timer);
    this.timer = this.arm();
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private arm(): ReturnType<typeof setTimeout> {
    const silent = new Problem(0, 'stream_silent', 'nothing came for 40 s');
    return setTimeout(() => this.controller.abort(silent), SILENCE_MS);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
