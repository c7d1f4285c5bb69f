import type { CancelSignal } from '@app/kernel';
import { providerError } from '../provider-error.js';
import type { Endpoint, ModelCall, ModelReply, Provider, ProviderModel } from '../provider.js';
import type { LoopbackSettings } from '../provider-settings.js';
import { abortReason } from '../transport/call-clock.js';
import { CHAT, COMPLETION } from './echo-dialect.js';
import { echoReply } from './echo-reply.js';
import { readChat, readCompletion } from './echo-request.js';
import { embedReply } from './embed-reply.js';

const MODELS: readonly ProviderModel[] = [
  { id: 'echo', created: 0, ownedBy: 'loopback', capabilities: ['completion'] },
  { id: 'embed', created: 0, ownedBy: 'loopback', capabilities: ['embedding'] },
];

/** Which of the two serves an endpoint. */
const SERVED_BY: Readonly<Record<Endpoint, string>> = {
  chat: 'echo',
  completions: 'echo',
  embeddings: 'embed',
};

/**
 * LoopbackProvider holds no model at all. `echo` says the last user message back and `embed` turns a hash into
 * a vector, so that a newcomer can prove the wiring before installing a model. It needs no network.
 */
export class LoopbackProvider implements Provider {
  readonly id: string;
  readonly kind = 'loopback';

  constructor(settings: LoopbackSettings) {
    this.id = settings.id;
  }

  async listModels(signal: CancelSignal): Promise<ProviderModel[]> {
    if (signal.aborted) throw abortReason(signal);
    return [...MODELS];
  }

  async call(call: ModelCall): Promise<ModelReply> {
    if (call.signal.aborted) throw abortReason(call.signal);
    this.check(call);
    const { endpoint, body, requestedModel, signal } = call;
    if (endpoint === 'embeddings') return embedReply(body, requestedModel);
    return endpoint === 'chat'
      ? echoReply(CHAT, readChat(body), requestedModel, signal)
      : echoReply(COMPLETION, readCompletion(body), requestedModel, signal);
  }

  async probe(signal: CancelSignal): Promise<void> {
    if (signal.aborted) throw abortReason(signal);
  }

  async close(): Promise<void> {}

  private check({ endpoint, model, requestedModel }: ModelCall): void {
    const details = { param: 'model', upstream: this.id };
    if (!MODELS.some(({ id }) => id === model)) {
      const known = MODELS.map(({ id }) => `"${id}"`).join(' and ');
      const message = `"${this.id}" has no model "${requestedModel}"; it has ${known}.`;
      throw providerError('model_not_found', message, details);
    }
    if (SERVED_BY[endpoint] === model) return;
    const message = `The model "${requestedModel}" does not serve ${endpoint}; use "${SERVED_BY[endpoint]}".`;
    throw providerError('invalid_request', message, details);
  }
}
