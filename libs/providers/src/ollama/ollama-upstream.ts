import type { CancelSignal, JsonObject } from '@app/kernel';
import type { CallClock } from '../transport/call-clock.js';
import { collectAtMost, collectBody } from '../transport/collect-body.js';
import type { UpstreamBody } from '../transport/upstream-body.js';
import type { UpstreamClient, UpstreamResponse } from '../transport/upstream-client.js';
import { retryAfterSeconds } from '../upstream-failure.js';
import { LineSplitter } from '../wire/line-splitter.js';
import { brokeOff, carriesTokens, nativeRecord, parseNative, type NativeRecord } from './native-record.js';
import { ollamaFailure } from './ollama-failure.js';

const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;
/** A line of progress; a model's words come in lines without such a limit. */
const LONGEST_OBJECT = 64 * 1024;

/** Origin is whose call it is, and when to give it up. */
export interface Origin {
  readonly signal: CancelSignal;
  readonly requestId?: string;
  readonly traceparent?: string;
}

/** OllamaUpstream speaks Ollama's HTTP API; every answer that failed is thrown as what it stands for. */
export class OllamaUpstream {
  constructor(
    readonly id: string,
    private readonly client: UpstreamClient,
  ) {}

  async get(path: string, origin: Origin): Promise<JsonObject> {
    return this.whole(await this.accepted(await this.client.request({ method: 'GET', path, ...origin })));
  }

  /** getIfServed is get, but undefined from an upstream that answers with an error status. */
  async getIfServed(path: string, origin: Origin): Promise<JsonObject | undefined> {
    const response = await this.client.request({ method: 'GET', path, ...origin });
    if (response.status === 200) return this.whole(response);
    response.body.discard();
    return undefined;
  }

  async post(path: string, request: JsonObject, origin: Origin): Promise<JsonObject> {
    return this.whole(await this.send(path, request, origin));
  }

  /** delete asks for something to be removed; what an answer says beyond its status is not read. */
  async delete(path: string, request: JsonObject, origin: Origin): Promise<void> {
    const body = JSON.stringify(request);
    const answer = await this.client.request({ method: 'DELETE', path, body, ...origin });
    (await this.accepted(answer)).body.discard();
  }

  /**
   * objects yields the JSON objects of an answer, a line each, to its end; whether that end is a good one is for the
   * caller to tell. `clock` runs with what arrives and rests while nobody asks. Leaving early cancels the request.
   */
  async *objects(
    path: string,
    request: JsonObject,
    origin: Origin,
    clock: CallClock,
  ): AsyncGenerator<JsonObject> {
    const { body } = await this.send(path, request, origin);
    let complete = false;
    try {
      clock.firstToken();
      for await (const lines of this.lines(body, clock, LONGEST_OBJECT)) {
        clock.hold();
        for (const line of lines) yield parseNative(this.id, line);
        clock.progress();
      }
      complete = true;
    } finally {
      if (!complete) body.destroy();
    }
  }

  /**
   * records yields the records of a stream up to the one that is done; `clock` runs with what arrives and rests
   * while nobody asks. A stream that ends without it is `upstream_incomplete`. Leaving early cancels the request.
   */
  async *records(
    path: string,
    request: JsonObject,
    origin: Origin,
    clock: CallClock,
  ): AsyncGenerator<NativeRecord> {
    const { body } = await this.send(path, request, origin);
    let complete = false;
    try {
      for await (const record of this.read(body, clock)) {
        complete = record.done;
        clock.hold();
        yield record;
        clock.progress();
        if (complete) return;
      }
      throw brokeOff(this.id);
    } finally {
      if (complete) body.discard();
      else body.destroy();
    }
  }

  /** read tells `clock` of bytes as they arrive, and of the first record with something in it. */
  private async *read(body: UpstreamBody, clock: CallClock): AsyncGenerator<NativeRecord> {
    let silent = true;
    for await (const lines of this.lines(body, clock)) {
      for (const line of lines) {
        const record = nativeRecord(this.id, parseNative(this.id, line));
        if (silent && carriesTokens(record)) {
          silent = false;
          clock.firstToken();
        }
        yield record;
      }
    }
  }

  /** lines yields what each read of the body completes. */
  private async *lines(body: UpstreamBody, clock: CallClock, longest?: number): AsyncGenerator<string[]> {
    const splitter = new LineSplitter(longest, this.id);
    for (;;) {
      const { done, value } = await body.next();
      clock.progress();
      if (done) break;
      yield splitter.push(value);
    }
    const last = splitter.flush();
    if (last !== undefined) yield [last];
  }

  private async send(path: string, request: JsonObject, origin: Origin): Promise<UpstreamResponse> {
    const body = JSON.stringify(request);
    return this.accepted(await this.client.request({ method: 'POST', path, body, ...origin }));
  }

  private async accepted(response: UpstreamResponse): Promise<UpstreamResponse> {
    if (response.status === 200) return response;
    const bytes = await collectAtMost(response.body, MAX_ERROR_BYTES);
    throw ollamaFailure(this.id, {
      status: response.status,
      body: bytes.toString('utf8'),
      retryAfter: retryAfterSeconds(response.headers.get('retry-after')),
    });
  }

  private async whole({ body }: UpstreamResponse): Promise<JsonObject> {
    const bytes = await collectBody(body, MAX_ANSWER_BYTES, this.id);
    return parseNative(this.id, bytes.toString('utf8'));
  }
}
