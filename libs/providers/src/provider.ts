import type { CancelSignal, JsonObject } from '@app/kernel';
import type { ModelLibrary } from './library.js';

type ProviderKind = 'ollama' | 'vllm' | 'openai' | 'loopback';
export type Endpoint = 'chat' | 'completions' | 'embeddings';

/** ModelCall is one client request after routing. */
export interface ModelCall {
  readonly endpoint: Endpoint;
  /** The upstream's own name for the model: alias resolved, our prefix removed. */
  readonly model: string;
  /** The name that the client wrote; translated replies carry it back. */
  readonly requestedModel: string;
  /** The client's body, parsed once, and the bytes that it came from. */
  readonly body: JsonObject;
  readonly bytes: Buffer;
  readonly requestId: string;
  readonly traceparent?: string;
  /** Aborted when the client goes away, in whatever window that happens. */
  readonly signal: CancelSignal;
}

/** Usage in tokens, as the upstream counted; a part that it did not report is absent. */
export interface Usage {
  readonly promptTokens?: number;
  readonly completionTokens?: number;
}

/**
 * Observation is what the decoder on the side learnt of a reply. It fills while the reply flows and is final
 * once the reply has ended.
 */
export interface Observation {
  usage?: Usage;
  /** OpenAI's finish reason of the first choice; absent on a stream that never said it. */
  finishReason?: string;
  /** Clock.monotonic() when the first event with content arrived; absent on whole replies. */
  firstTokenAt?: number;
  /** Tokens per second of the generation phase, when the upstream measured it itself. */
  tokensPerSecond?: number;
  /** The code of an error that the upstream sent in-band and that was passed on to the client. */
  failure?: string;
}

interface ReplyBase {
  readonly contentType: string;
  /** Upstream headers that the client may see (rate limits, processing time); lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly observed: Observation;
}

export interface WholeReply extends ReplyBase {
  readonly kind: 'whole';
  readonly bytes: Buffer;
}

/**
 * StreamReply is a stream whose first event has been seen and was no error, so that status 200 may be sent.
 *
 * `chunks` holds whole server-sent events only. It ends when the upstream ended truthfully; it throws a
 * DomainError when the upstream broke off. Leaving the iteration early cancels the upstream.
 */
export interface StreamReply extends ReplyBase {
  readonly kind: 'stream';
  readonly chunks: AsyncIterable<Buffer>;
}

export type ModelReply = WholeReply | StreamReply;

export interface ProviderModel {
  readonly id: string;
  /** Unix seconds; 0 when the upstream does not say. */
  readonly created: number;
  readonly ownedBy: string;
  readonly contextLength?: number;
  readonly capabilities?: readonly string[];
}

/** Provider is one upstream. Every failure it throws is a DomainError with a code of `provider-error.ts`. */
export interface Provider {
  readonly id: string;
  readonly kind: ProviderKind;
  /** Present where models are kept on a disk and can be managed; of others only the list is known. */
  readonly library?: ModelLibrary;
  listModels(signal: CancelSignal): Promise<ProviderModel[]>;
  call(call: ModelCall): Promise<ModelReply>;
  /** probe resolves when the upstream answers its health route. */
  probe(signal: CancelSignal): Promise<void>;
  /** close ends the upstream connections; calls in flight fail. */
  close(): Promise<void>;
}
