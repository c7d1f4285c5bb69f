import { DomainError, type CancelSignal } from '@app/kernel';
import type { ModelReply } from '@app/providers';
import type { ModelRouter } from '../catalog/model-router.js';
import type { ModelCatalog } from '../catalog/model-catalog.js';
import type { ProviderRegistry } from '../catalog/provider-registry.js';
import type { ThroughputBook } from './throughput-book.js';

export interface BenchmarkResult {
  model: string;
  input_tokens: number;
  output_tokens: number;
  output_tokens_per_sec: number;
  /** null for an answer that came whole. */
  time_to_first_token_ms: number | null;
  duration_ms: number;
  ts: string;
}

const PROMPT = 'Write one paragraph about the sea.';
const OUTPUT_TOKENS = 128;

/** BenchmarkService measures a model with one short streamed answer. */
export class BenchmarkService {
  #last: BenchmarkResult | undefined;

  constructor(
    private readonly router: ModelRouter,
    private readonly catalog: ModelCatalog,
    private readonly providers: ProviderRegistry,
    private readonly throughput: ThroughputBook,
  ) {}

  get last(): BenchmarkResult | undefined {
    return this.#last;
  }

  /** run throws `benchmark_not_possible` for an embedding model, and whatever the provider throws. */
  async run(name: string, requestId: string, signal: CancelSignal): Promise<BenchmarkResult> {
    const route = await this.router.resolve(name);
    this.refuseEmbedding(route.id);
    const lease = this.providers.lease(route.provider);
    if (!lease) throw new DomainError('model_not_found', `provider "${route.provider}" is not configured`);
    try {
      const startedAt = performance.now();
      const body = { ...requestBody(), model: route.model };
      const bytes = Buffer.from(JSON.stringify(body));
      const call = {
        endpoint: 'chat',
        model: route.model,
        requestedModel: name,
        body,
        bytes,
        requestId,
        signal,
      } as const;
      const reply = await lease.provider.call(call);
      await drained(reply);
      return this.conclude(route.id, reply, startedAt);
    } finally {
      lease.release();
    }
  }

  private refuseEmbedding(id: string): void {
    const capabilities = this.catalog.find(id)?.capabilities;
    if (!capabilities?.includes('embedding') || capabilities.includes('completion')) return;
    throw new DomainError('benchmark_not_possible', 'the model only embeds; it writes no text to time', {
      param: 'model',
    });
  }

  private conclude(model: string, { observed }: ModelReply, startedAt: number): BenchmarkResult {
    const endedAt = performance.now();
    const firstTokenMs = observed.firstTokenAt === undefined ? undefined : observed.firstTokenAt - startedAt;
    const firstAt = startedAt + (firstTokenMs ?? 0);
    const tokens = observed.usage?.completionTokens ?? 0;
    const rate = observed.tokensPerSecond ?? (endedAt > firstAt ? (tokens * 1000) / (endedAt - firstAt) : 0);
    this.throughput.record({ model, service: 'benchmark', tokensPerSecond: rate, firstTokenMs });
    this.#last = {
      model,
      input_tokens: observed.usage?.promptTokens ?? 0,
      output_tokens: tokens,
      output_tokens_per_sec: Math.round(rate * 100) / 100,
      time_to_first_token_ms: firstTokenMs === undefined ? null : Math.round(firstTokenMs),
      duration_ms: Math.round(endedAt - startedAt),
      ts: new Date().toISOString(),
    };
    return this.#last;
  }
}

function requestBody() {
  return {
    messages: [{ role: 'user', content: PROMPT }],
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: OUTPUT_TOKENS,
  };
}

async function drained(reply: ModelReply): Promise<void> {
  if (reply.kind === 'whole') return;
  for await (const chunk of reply.chunks) if (chunk.length === 0) break;
}
