import { Counter, Gauge, Histogram, type Registry } from '@app/http';
import type { Usage } from '@app/providers';
import { GEN_AI } from './gen-ai-names.js';

export interface CallLabels {
  readonly operation: string;
  readonly provider: string;
  readonly model: string;
}

const LABELS = ['operation', 'provider', 'model'] as const;
const SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/** CallMetrics counts and times model calls. Labels hold names that the configuration or a catalog knows. */
export class CallMetrics {
  private readonly finished: Counter<'operation' | 'provider' | 'model' | 'outcome'>;
  private readonly duration: Histogram<'operation' | 'provider' | 'model'>;
  private readonly firstToken: Histogram<'operation' | 'provider' | 'model'>;
  private readonly tokens: Counter<'operation' | 'provider' | 'model' | 'type'>;
  private readonly inFlight: Gauge<'provider'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.finished = new Counter({
      name: 'switchyard_model_calls_total',
      help: 'Model calls that ended, by outcome: ok, or the error code',
      labelNames: [...LABELS, 'outcome'],
      registers,
    });
    this.duration = new Histogram({
      name: GEN_AI.requestDuration,
      help: 'Time from request to the last byte',
      labelNames: LABELS,
      buckets: SECONDS,
      registers,
    });
    this.firstToken = new Histogram({
      name: GEN_AI.timeToFirstToken,
      help: 'Time from request to the first token of a stream',
      labelNames: LABELS,
      buckets: SECONDS,
      registers,
    });
    this.tokens = new Counter({
      name: GEN_AI.tokenUsage,
      help: 'Tokens, as the upstream counted them',
      labelNames: [...LABELS, 'type'],
      registers,
    });
    this.inFlight = new Gauge({
      name: 'switchyard_model_calls_in_flight',
      help: 'Model calls running now',
      labelNames: ['provider'],
      registers,
    });
  }

  started(provider: string): void {
    this.inFlight.inc({ provider });
  }

  ended(labels: CallLabels, outcome: string, seconds: number): void {
    this.inFlight.dec({ provider: labels.provider });
    this.finished.inc({ ...labels, outcome });
    this.duration.observe({ ...labels }, seconds);
  }

  firstTokenAfter(labels: CallLabels, seconds: number): void {
    this.firstToken.observe({ ...labels }, seconds);
  }

  used(labels: CallLabels, usage: Usage): void {
    if (usage.promptTokens) this.tokens.inc({ ...labels, type: 'input' }, usage.promptTokens);
    if (usage.completionTokens) this.tokens.inc({ ...labels, type: 'output' }, usage.completionTokens);
  }
}
