import type { CountSeries, LogFields } from '@app/http';
import type { CallerClaims } from '@app/kernel';
import type { Endpoint, Observation } from '@app/providers';
import type { CallBegun, CallBook, RunningCall } from '../calls/call-book.js';
import type { Route } from '../catalog/model-router.js';
import type { ThroughputBook } from '../throughput/throughput-book.js';
import type { CallMetrics, CallSeries } from './call-metrics.js';

/** A rate from fewer tokens than this says more of the network than of the model. */
const FEWEST_TOKENS = 2;

export interface CallStart {
  readonly endpoint: Endpoint;
  readonly route: Route;
  readonly requestId: string;
  readonly service: string;
  /** Id of the client whose key was used. */
  readonly client: string;
  /** What the caller says of its request. */
  readonly claims: CallerClaims | undefined;
  /** performance.now() when the request came. */
  readonly startedAt: number;
}

/** CallRecorder turns a call's end into figures, into an entry of the book, and into what its log line says. */
export class CallRecorder {
  constructor(
    readonly metrics: CallMetrics,
    readonly throughput: ThroughputBook,
    readonly book: CallBook,
  ) {}

  /** begin notes the start; the returned record takes the end, once. */
  begin(call: CallStart): CallRecord {
    return new CallRecord(call, this);
  }
}

export class CallRecord implements RunningCall {
  place = -1;
  private readonly inFlight: CountSeries;

  constructor(
    private readonly call: CallStart,
    private readonly recorder: CallRecorder,
  ) {
    this.inFlight = recorder.metrics.inFlightOf(call.route.provider);
    this.inFlight.value += 1;
    recorder.book.begin(this);
  }

  get begun(): CallBegun {
    const { route, ...call } = this.call;
    return { ...call, model: route.id, provider: route.provider };
  }

  /** end takes `ok` or the code of the failure, and returns the fields for the log line. */
  end(outcome: string, observed?: Observation): LogFields {
    const series = this.recorder.metrics.seriesOf(this.call.endpoint, this.call.route);
    const endedAt = performance.now();
    this.inFlight.value -= 1;
    series.ended(outcome, (endedAt - this.call.startedAt) / 1000);
    const rate = observed && this.observe(series, observed, endedAt);
    this.note(outcome, endedAt, rate, observed);
    return this.fields(outcome, observed);
  }

  /** observe returns the rate of the call in tokens per second, when one can be told. */
  private observe(series: CallSeries, observed: Observation, endedAt: number): number | undefined {
    const { firstTokenAt, usage } = observed;
    const firstTokenMs = firstTokenAt === undefined ? undefined : firstTokenAt - this.call.startedAt;
    if (firstTokenMs !== undefined) series.firstTokenAfter(firstTokenMs / 1000);
    if (usage) series.used(usage);
    const rate = observed.tokensPerSecond ?? this.measuredRate(observed, endedAt);
    if (this.call.endpoint === 'embeddings') return undefined;
    const { route, service } = this.call;
    this.recorder.throughput.record({ model: route.id, service, tokensPerSecond: rate, firstTokenMs });
    return rate;
  }

  private measuredRate({ usage, firstTokenAt }: Observation, endedAt: number): number | undefined {
    const tokens = usage?.completionTokens ?? 0;
    const since = firstTokenAt ?? this.call.startedAt;
    return tokens < FEWEST_TOKENS || endedAt <= since ? undefined : (tokens * 1000) / (endedAt - since);
  }

  /** The entry is an object of its own, so that nothing else of the call is kept with it. */
  private note(outcome: string, endedAt: number, rate: number | undefined, observed?: Observation): void {
    const { route, endpoint, requestId, service, client, claims, startedAt } = this.call;
    this.recorder.book.end(this, {
      requestId,
      endpoint,
      model: route.id,
      provider: route.provider,
      service,
      client,
      claims,
      startedAt,
      endedAt,
      firstTokenAt: observed?.firstTokenAt,
      inputTokens: observed?.usage?.promptTokens,
      outputTokens: observed?.usage?.completionTokens,
      tokensPerSecond: rate,
      outcome,
      finishReason: observed?.finishReason,
    });
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
