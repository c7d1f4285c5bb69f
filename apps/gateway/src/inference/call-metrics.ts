import {
  BoundCounter,
  BoundGauge,
  BoundHistogram,
  type CountSeries,
  type HistogramSeries,
  type Registry,
} from '@app/http';
import type { Endpoint, Usage } from '@app/providers';
import type { Route } from '../catalog/model-router.js';
import { GEN_AI } from './gen-ai-names.js';

const LABELS = ['operation', 'provider', 'model'];
const SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/** CallMetrics counts and times model calls. Labels hold names that the configuration or a catalog knows. */
export class CallMetrics {
  readonly finished: BoundCounter;
  readonly duration: BoundHistogram;
  readonly firstToken: BoundHistogram;
  readonly tokens: BoundCounter;
  private readonly running: BoundGauge;
  private readonly inFlight = new Map<string, CountSeries>();
  private readonly known = seriesByEndpoint();
  private readonly others = seriesByEndpoint();

  constructor(registry: Registry) {
    this.finished = new BoundCounter(registry, {
      name: 'switchyard_model_calls_total',
      help: 'Model calls that ended, by outcome: ok, or the error code',
      labelNames: [...LABELS, 'outcome'],
    });
    this.duration = new BoundHistogram(registry, {
      name: GEN_AI.requestDuration,
      help: 'Time from request to the last byte',
      labelNames: LABELS,
      bounds: SECONDS,
    });
    this.firstToken = new BoundHistogram(registry, {
      name: GEN_AI.timeToFirstToken,
      help: 'Time from request to the first token of a stream',
      labelNames: LABELS,
      bounds: SECONDS,
    });
    this.tokens = new BoundCounter(registry, {
      name: GEN_AI.tokenUsage,
      help: 'Tokens, as the upstream counted them',
      labelNames: [...LABELS, 'type'],
    });
    this.running = new BoundGauge(registry, {
      name: 'switchyard_model_calls_in_flight',
      help: 'Model calls running now',
      labelNames: ['provider'],
    });
  }

  /** inFlightOf returns the count of a provider's running calls. */
  inFlightOf(provider: string): CountSeries {
    return found(this.inFlight, provider, () => this.running.bind({ provider }));
  }

  /** seriesOf returns the figures of one operation on one model; names no catalog knows share a label. */
  seriesOf(endpoint: Endpoint, { provider, id, known }: Route): CallSeries {
    const models = known ? this.known[endpoint] : this.others[endpoint];
    const model = known ? id : 'other';
    const operation = GEN_AI.operations[endpoint];
    return found(models, known ? id : provider, () => new CallSeries(this, { operation, provider, model }));
  }
}

/** CallSeries are the figures of one operation on one model. */
export class CallSeries {
  readonly duration: HistogramSeries;
  private firstToken: HistogramSeries | undefined;
  private readonly outcomes = new Map<string, CountSeries>();
  private readonly tokens = new Map<string, CountSeries>();

  constructor(
    private readonly metrics: CallMetrics,
    private readonly labels: Readonly<Record<'operation' | 'provider' | 'model', string>>,
  ) {
    this.duration = metrics.duration.bind(labels);
  }

  ended(outcome: string, seconds: number): void {
    found(this.outcomes, outcome, () => this.metrics.finished.bind({ ...this.labels, outcome })).value += 1;
    this.duration.observe(seconds);
  }

  firstTokenAfter(seconds: number): void {
    this.firstToken ??= this.metrics.firstToken.bind(this.labels);
    this.firstToken.observe(seconds);
  }

  used({ promptTokens, completionTokens }: Usage): void {
    if (promptTokens) this.tokensOf('input').value += promptTokens;
    if (completionTokens) this.tokensOf('output').value += completionTokens;
  }

  private tokensOf(type: string): CountSeries {
    return found(this.tokens, type, () => this.metrics.tokens.bind({ ...this.labels, type }));
  }
}

function seriesByEndpoint(): Record<Endpoint, Map<string, CallSeries>> {
  return { chat: new Map(), completions: new Map(), embeddings: new Map() };
}

function found<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
