import type { Endpoint, Observation } from '@app/providers';
import type { Route } from '../catalog/model-router.js';
import type { ThroughputBook } from '../throughput/throughput-book.js';
import type { CallLabels, CallMetrics } from './call-metrics.js';
import { GEN_AI } from './gen-ai-names.js';

/** A rate from fewer tokens than this says more of the network than of the model. */
const FEWEST_TOKENS = 2;

export interface CallStart {
  readonly endpoint: Endpoint;
  readonly route: Route;
  readonly service: string;
}

/** CallRecorder turns a call's end into figures, and into what its log line says. */
export class CallRecorder {
  constructor(
    private readonly metrics: CallMetrics,
    private readonly throughput: ThroughputBook,
  ) {}

  /** begin notes the start; the returned function takes the end, once. */
  begin(call: CallStart): CallRecord {
    this.metrics.started(call.route.provider);
    return new CallRecord(call, this.metrics, this.throughput);
  }
}

export class CallRecord {
  private readonly startedAt = performance.now();

  constructor(
    private readonly call: CallStart,
    private readonly metrics: CallMetrics,
    private readonly throughput: ThroughputBook,
  ) {}

  /** end takes `ok` or the code of the failure, and returns the fields for the log line. */
  end(outcome: string, observed?: Observation): Record<string, unknown> {
    const labels = this.labels();
    const endedAt = performance.now();
    this.metrics.ended(labels, outcome, (endedAt - this.startedAt) / 1000);
    if (observed) this.observe(labels, observed, endedAt);
    return this.fields(outcome, observed);
  }

  private observe(labels: CallLabels, observed: Observation, endedAt: number): void {
    const { firstTokenAt, usage } = observed;
    if (firstTokenAt !== undefined)
      this.metrics.firstTokenAfter(labels, (firstTokenAt - this.startedAt) / 1000);
    if (usage) this.metrics.used(labels, usage);
    const rate = observed.tokensPerSecond ?? this.measuredRate(observed, endedAt);
    if (rate === undefined || this.call.endpoint === 'embeddings') return;
    this.throughput.record({ model: this.call.route.id, service: this.call.service, tokensPerSecond: rate });
  }

  private measuredRate({ usage, firstTokenAt }: Observation, endedAt: number): number | undefined {
    const tokens = usage?.completionTokens ?? 0;
    const since = firstTokenAt ?? this.startedAt;
    return tokens < FEWEST_TOKENS || endedAt <= since ? undefined : (tokens * 1000) / (endedAt - since);
  }

  private labels(): CallLabels {
    const { route, endpoint } = this.call;
    return {
      operation: GEN_AI.operations[endpoint],
      provider: route.provider,
      model: route.known ? route.id : 'other',
    };
  }

  private fields(outcome: string, observed?: Observation): Record<string, unknown> {
    const { route, service } = this.call;
    return {
      provider: route.provider,
      model: route.id,
      service,
      outcome,
      input_tokens: observed?.usage?.promptTokens,
      output_tokens: observed?.usage?.completionTokens,
      finish_reason: observed?.finishReason,
    };
  }
}
