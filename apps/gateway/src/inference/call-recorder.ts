import type { CountSeries, LogFields } from '@app/http';
import type { Endpoint, Observation } from '@app/providers';
import type { Route } from '../catalog/model-router.js';
import type { ThroughputBook } from '../throughput/throughput-book.js';
import type { CallMetrics, CallSeries } from './call-metrics.js';

/** A rate from fewer tokens than this says more of the network than of the model. */
const FEWEST_TOKENS = 2;

export interface CallStart {
  readonly endpoint: Endpoint;
  readonly route: Route;
  readonly service: string;
  /** performance.now() when the request came. */
  readonly startedAt: number;
}

/** CallRecorder turns a call's end into figures, and into what its log line says. */
export class CallRecorder {
  constructor(
    private readonly metrics: CallMetrics,
    private readonly throughput: ThroughputBook,
  ) {}

  /** begin notes the start; the returned record takes the end, once. */
  begin(call: CallStart): CallRecord {
    return new CallRecord(call, this.metrics, this.throughput);
  }
}

export class CallRecord {
  private readonly inFlight: CountSeries;

  constructor(
    private readonly call: CallStart,
    private readonly metrics: CallMetrics,
    private readonly throughput: ThroughputBook,
  ) {
    this.inFlight = metrics.inFlightOf(call.route.provider);
    this.inFlight.value += 1;
  }

  /** end takes `ok` or the code of the failure, and returns the fields for the log line. */
  end(outcome: string, observed?: Observation): LogFields {
    const series = this.metrics.seriesOf(this.call.endpoint, this.call.route);
    const endedAt = performance.now();
    this.inFlight.value -= 1;
    series.ended(outcome, (endedAt - this.call.startedAt) / 1000);
    if (observed) this.observe(series, observed, endedAt);
    return this.fields(outcome, observed);
  }

  private observe(series: CallSeries, observed: Observation, endedAt: number): void {
    const { firstTokenAt, usage } = observed;
    if (firstTokenAt !== undefined) series.firstTokenAfter((firstTokenAt - this.call.startedAt) / 1000);
    if (usage) series.used(usage);
    const rate = observed.tokensPerSecond ?? this.measuredRate(observed, endedAt);
    if (rate === undefined || this.call.endpoint === 'embeddings') return;
    const { route, service } = this.call;
    this.throughput.record({ model: route.id, service, tokensPerSecond: rate });
  }

  private measuredRate({ usage, firstTokenAt }: Observation, endedAt: number): number | undefined {
    const tokens = usage?.completionTokens ?? 0;
    const since = firstTokenAt ?? this.call.startedAt;
    return tokens < FEWEST_TOKENS || endedAt <= since ? undefined : (tokens * 1000) / (endedAt - since);
  }

  private fields(outcome: string, observed?: Observation): LogFields {
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
