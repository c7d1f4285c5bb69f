import type { CancelSignal } from '@app/kernel';
import type {
  ModelCall,
  ModelReply,
  Observation,
  Provider,
  ProviderModel,
  StreamReply,
  WholeReply,
} from '../provider.js';
import type { OllamaSettings } from '../provider-settings.js';
import { ModelLoads } from '../model-loads.js';
import { CallClock } from '../transport/call-clock.js';
import { UpstreamClient } from '../transport/upstream-client.js';
import { chatTranslation } from './chat.js';
import { completionTranslation } from './completions.js';
import { embeddingTranslation } from './embeddings.js';
import { settledWithin } from './keep-alive.js';
import { LoadShield } from './load-shield.js';
import { OllamaLibrary } from './library/ollama-library.js';
import { modelList } from './model-list.js';
import { observeRecord } from './observe.js';
import { leavable, sseChunks, type OpenRecords } from './ollama-stream.js';
import { OllamaUpstream, type Origin } from './ollama-upstream.js';
import type { StreamEncoder, TranslatedReply, Translation } from './translation.js';

const KEEP_ALIVE_MS = 10_000;

const TRANSLATIONS = {
  chat: chatTranslation,
  completions: completionTranslation,
  embeddings: embeddingTranslation,
};

/**
 * OllamaProvider serves OpenAI's API from an Ollama by way of its native one: Ollama's own OpenAI-compatible
 * routes lose the context window, the model's defaults and the errors within a stream.
 */
export class OllamaProvider implements Provider {
  readonly kind = 'ollama';
  readonly id: string;
  readonly library: OllamaLibrary;
  private readonly client: UpstreamClient;
  private readonly upstream: OllamaUpstream;
  private readonly shield: LoadShield;

  /** @param keepAliveMs how long a stream's client waits in silence, for a load above all. */
  constructor(
    private readonly settings: OllamaSettings,
    private readonly keepAliveMs: number = KEEP_ALIVE_MS,
  ) {
    this.id = settings.id;
    this.client = new UpstreamClient(settings);
    this.upstream = new OllamaUpstream(settings.id, this.client);
    const times = new ModelLoads();
    this.shield = new LoadShield(this.upstream, settings.timeouts, times);
    this.library = new OllamaLibrary(settings, this.upstream, this.shield, times);
  }

  async listModels(signal: CancelSignal): Promise<ProviderModel[]> {
    return modelList(this.id, await this.upstream.get('/api/tags', { signal }));
  }

  async probe(signal: CancelSignal): Promise<void> {
    await this.upstream.get('/api/version', { signal });
  }

  async close(): Promise<void> {
    this.shield.close();
    await this.client.close();
  }

  async call(call: ModelCall): Promise<ModelReply> {
    const translation = TRANSLATIONS[call.endpoint](call, this.settings);
    if (translation.immediate) return wholeReply(translation.immediate);
    if (translation.encoder) return this.stream(call, translation, translation.encoder);
    return this.answer(call, translation);
  }

  private async answer(call: ModelCall, translation: Translation): Promise<WholeReply> {
    const clock = new CallClock(this.id, this.settings.timeouts, call.signal);
    try {
      await this.shield.whenLoaded(translation.load, clock.signal);
      const { path, request } = translation;
      const answer = await this.upstream.post(path, request, originOf(call, clock));
      this.shield.used(translation.load);
      return wholeReply(translation.whole(answer));
    } finally {
      clock.stop();
    }
  }

  /**
   * stream waits for the first record, so that what fails before it keeps its status; when that takes long, the
   * reply begins without it, with comments, and what fails then fails within the stream.
   */
  private async stream(
    call: ModelCall,
    translation: Translation,
    encoder: StreamEncoder,
  ): Promise<StreamReply> {
    const clock = new CallClock(this.id, this.settings.timeouts, call.signal);
    const observed: Observation = {};
    const opening = this.open(call, translation, clock, observed);
    const opened = await settledWithin(opening, this.keepAliveMs);
    if (opened) await opening;
    const keepAlive = opened ? 0 : this.keepAliveMs;
    const chunks = sseChunks({ opening, encoder, observed, clock, keepAlive });
    return {
      kind: 'stream',
      contentType: 'text/event-stream; charset=utf-8',
      headers: {},
      observed,
      chunks: leavable(chunks, clock.leave),
    };
  }

  private async open(
    call: ModelCall,
    translation: Translation,
    clock: CallClock,
    observed: Observation,
  ): Promise<OpenRecords> {
    try {
      await this.shield.whenLoaded(translation.load, clock.signal);
      clock.startFirstToken();
      const { path, request } = translation;
      const rest = this.upstream.records(path, request, originOf(call, clock), clock);
      const first = await rest.next();
      this.shield.used(translation.load);
      if (!first.done) observeRecord(observed, first.value);
      return { first, rest };
    } catch (error) {
      clock.stop();
      throw error;
    }
  }
}

function originOf({ requestId, traceparent }: ModelCall, { signal }: CallClock): Origin {
  return { signal, requestId, ...(traceparent !== undefined && { traceparent }) };
}

function wholeReply({ body, observed }: TranslatedReply): WholeReply {
  const bytes = Buffer.from(JSON.stringify(body));
  return { kind: 'whole', contentType: 'application/json; charset=utf-8', headers: {}, observed, bytes };
}
