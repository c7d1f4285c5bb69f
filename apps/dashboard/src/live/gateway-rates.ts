import { samplesIn, type Sample } from './metric-lines.js';

interface ModelRates {
  readonly id: string;
  readonly provider: string;
  readonly requests_per_sec: number;
  /** Tokens that the model wrote. */
  readonly tokens_per_sec: number;
}

/** GatewayRates are what went through the gateway between two looks at its counters. */
export interface GatewayRates {
  readonly requests_per_sec: number;
  readonly tokens_per_sec: number;
  /** Calls running now, of all models. */
  readonly in_flight: number;
  /** Seconds between the two looks; 0 after the first one, when no rate is known. */
  readonly window_sec: number;
  /** Models in use during the window. */
  readonly models: readonly ModelRates[];
}

const CALLS = 'switchyard_model_calls_total';
const RUNNING = 'switchyard_model_calls_in_flight';
const TOKENS = 'switchyard_gen_ai_client_token_usage_total';
const NAMES: ReadonlySet<string> = new Set([CALLS, RUNNING, TOKENS]);

interface Look {
  readonly at: number;
  readonly byModel: ReadonlyMap<string, Counts>;
}

interface Counts {
  readonly id: string;
  readonly provider: string;
  calls: number;
  tokens: number;
}

/** RateMeter makes rates of the gateway's counters. A counter that fell began anew: the gateway was restarted. */
export class RateMeter {
  private last: Look | undefined;

  /** read takes the text of `/metrics`, and milliseconds of a clock that never steps back. */
  read(text: string, at: number): GatewayRates {
    const samples = samplesIn(text, NAMES);
    const look = { at, byModel: countsOf(samples) };
    const seconds = this.last === undefined ? 0 : (at - this.last.at) / 1_000;
    const models = seconds > 0 ? ratesBetween(this.last?.byModel ?? new Map(), look.byModel, seconds) : [];
    this.last = look;
    return {
      requests_per_sec: total(models.map((model) => model.requests_per_sec)),
      tokens_per_sec: total(models.map((model) => model.tokens_per_sec)),
      in_flight: total(samples.filter(({ name }) => name === RUNNING).map(({ value }) => value)),
      window_sec: round(seconds),
      models,
    };
  }
}

function countsOf(samples: readonly Sample[]): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const { name, labels, value } of samples) {
    if (name === RUNNING) continue;
    const { model: id = '', provider = '', type } = labels;
    const key = `${provider}\n${id}`;
    const count = counts.get(key) ?? { id, provider, calls: 0, tokens: 0 };
    if (name === CALLS) count.calls += value;
    else if (type === 'output') count.tokens += value;
    counts.set(key, count);
  }
  return counts;
}

function ratesBetween(before: Look['byModel'], after: Look['byModel'], seconds: number): ModelRates[] {
  const rates = [...after].map(([key, { id, provider, calls, tokens }]) => ({
    id,
    provider,
    requests_per_sec: round(grown(before.get(key)?.calls, calls) / seconds),
    tokens_per_sec: round(grown(before.get(key)?.tokens, tokens) / seconds),
  }));
  return rates.filter((rate) => rate.requests_per_sec > 0 || rate.tokens_per_sec > 0);
}

function grown(before: number | undefined, after: number): number {
  return before === undefined || after < before ? after : after - before;
}

function total(values: readonly number[]): number {
  return round(values.reduce((sum, value) => sum + value, 0));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
