import type { CancelSignal, DomainError } from '@app/kernel';
import type { Endpoint, ModelCall, ModelReply, Provider, ProviderModel, StreamReply } from '../provider.js';
import type { OpenAiSettings } from '../provider-settings.js';
import { CallClock } from '../transport/call-clock.js';
import { collectAtMost, collectBody } from '../transport/collect-body.js';
import { UpstreamClient, type UpstreamResponse } from '../transport/upstream-client.js';
import { retryAfterSeconds, upstreamFailure } from '../upstream-failure.js';
import { ChunkObserver } from './chunk-observer.js';
import { FrameReader } from './frame-reader.js';
import { modelsIn } from './model-list.js';
import { outgoingBody } from './outgoing-body.js';
import { passedHeaders } from './passed-headers.js';
import { openStream } from './passthrough-stream.js';
import { errorInBody } from './reported-error.js';
import { wholeReplyOf } from './whole-reply.js';

const PATHS: Readonly<Record<Endpoint, string>> = {
  chat: '/chat/completions',
  completions: '/completions',
  embeddings: '/embeddings',
};
const MOST_ERROR_BYTES = 64 * 1024;
const LARGEST_REPLY = 64 * 1024 * 1024;
const MOST_LIST_BYTES = 16 * 1024 * 1024;
const SHORT_CALL_MILLISECONDS = 10_000;

/**
 * OpenAiProvider passes calls through to a server that speaks OpenAI's API: the client gets the bytes that the
 * upstream sent. Only a usage chunk that the gateway itself asked for is taken out.
 */
export class OpenAiProvider implements Provider {
  readonly id: string;
  readonly kind: 'openai' | 'vllm';
  private readonly upstream: UpstreamClient;
  private readonly api: string;

  constructor(private readonly settings: OpenAiSettings) {
    this.id = settings.id;
    this.kind = settings.kind;
    const { url, apiKey } = settings;
    this.api = url.endsWith('/v1') ? '/v1' : '';
    this.upstream = new UpstreamClient({
      ...settings,
      url: url.slice(0, url.length - this.api.length),
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
    });
  }

  async listModels(signal: CancelSignal): Promise<ProviderModel[]> {
    return modelsIn(await this.get(`${this.api}/models`, signal), this.id);
  }

  /** probe asks vLLM for its health route, which lies beside `/v1`, and any other server for its models. */
  async probe(signal: CancelSignal): Promise<void> {
    await this.get(this.kind === 'vllm' ? '/health' : `${this.api}/models`, signal);
  }

  async call(call: ModelCall): Promise<ModelReply> {
    const streamed = call.endpoint !== 'embeddings' && call.body['stream'] === true;
    const clock = new CallClock(this.id, this.settings.timeouts, call.signal);
    try {
      if (streamed) clock.startFirstToken();
      const { bytes, usageAdded } = outgoingBody(call, streamed && this.settings.streamUsage);
      const response = await this.post(call, bytes, clock);
      if (!isSuccess(response)) throw await this.failureOf(response);
      if (streamed && isEventStream(response)) return await this.streamReply(response, clock, usageAdded);
      const whole = response.body.finished() ?? (await collectBody(response.body, LARGEST_REPLY, this.id));
      clock.stop();
      return wholeReplyOf(whole, response.headers, this.id);
    } catch (error) {
      clock.stop();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.upstream.close();
  }

  private post(call: ModelCall, body: Buffer, clock: CallClock): Promise<UpstreamResponse> {
    return this.upstream.request({
      method: 'POST',
      path: this.api + PATHS[call.endpoint],
      body,
      requestId: call.requestId,
      traceparent: call.traceparent,
      signal: clock.signal,
    });
  }

  private async streamReply(
    response: UpstreamResponse,
    clock: CallClock,
    swallowUsage: boolean,
  ): Promise<StreamReply> {
    const observer = new ChunkObserver(this.id, swallowUsage, () => clock.firstToken());
    try {
      return {
        kind: 'stream',
        contentType: response.headers.get('content-type') ?? 'text/event-stream',
        headers: passedHeaders(response.headers),
        observed: observer.observed,
        chunks: await openStream(new FrameReader(this.id, response.body), observer, clock),
      };
    } catch (error) {
      response.body.discard();
      throw error;
    }
  }

  private async get(path: string, signal: CancelSignal): Promise<Buffer> {
    const timeouts = { ...this.settings.timeouts, total: SHORT_CALL_MILLISECONDS };
    const clock = new CallClock(this.id, timeouts, signal);
    try {
      const response = await this.upstream.request({ method: 'GET', path, signal: clock.signal });
      if (!isSuccess(response)) throw await this.failureOf(response);
      return await collectBody(response.body, MOST_LIST_BYTES, this.id);
    } finally {
      clock.stop();
    }
  }

  private async failureOf({ status, headers, body }: UpstreamResponse): Promise<DomainError> {
    const { message, param, code } = errorInBody(await collectAtMost(body, MOST_ERROR_BYTES));
    const retryAfter = retryAfterSeconds(headers.get('retry-after'));
    return upstreamFailure(this.id, { status, message, param, code, retryAfter });
  }
}

function isSuccess({ status }: UpstreamResponse): boolean {
  return status >= 200 && status < 300;
}

function isEventStream({ headers }: UpstreamResponse): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') === true;
}
