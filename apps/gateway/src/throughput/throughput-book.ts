import { systemClock, type Clock } from '@app/kernel';
import { percentile } from './percentile.js';

export interface ThroughputSample {
  readonly model: string;
  readonly service: string;
  /** Output tokens per second of one call. */
  readonly tokensPerSecond: number;
}

export interface ModelThroughput {
  latest: number;
  peak: number;
  p50: number;
  p95: number;
  p99: number;
  sample_count: number;
}

export interface ServiceUse {
  name: string;
  last_tps: number;
  /** Unix seconds. */
  last_ts: number;
  count: number;
}

interface Entry {
  readonly tokensPerSecond: number;
  readonly service: string;
  readonly at: number;
}

const SAMPLES_PER_MODEL = 500;
/** Names come from callers, so their number is bounded: the one unused for longest makes room. */
const MODELS = 256;
const SERVICES_PER_MODEL = 64;
const DAY_MS = 86_400_000;

/** ThroughputBook keeps the last 500 rates of each model, and who used it during the last 24 hours. */
export class ThroughputBook {
  private readonly samples = new Map<string, Entry[]>();
  private readonly services = new Map<string, Map<string, ServiceUse>>();

  constructor(private readonly clock: Clock = systemClock) {}

  record({ model, service, tokensPerSecond }: ThroughputSample): void {
    if (!Number.isFinite(tokensPerSecond) || tokensPerSecond <= 0) return;
    const at = this.clock.now();
    const entries = recentOf(this.samples, model, MODELS, (): Entry[] => []);
    entries.push({ tokensPerSecond, service, at });
    if (entries.length > SAMPLES_PER_MODEL) entries.shift();
    this.noteService(model, service, tokensPerSecond, at);
  }

  /** stats returns each model's rates in tokens per second, over its last 500 calls. */
  stats(): Record<string, ModelThroughput> {
    const models = [...this.samples].map(([model, entries]) => [model, summary(entries)] as const);
    return Object.fromEntries(models);
  }

  /** usage returns who called each model in the last 24 hours, the latest caller first. */
  usage(): Record<string, { services: ServiceUse[] }> {
    const oldest = (this.clock.now() - DAY_MS) / 1000;
    const models = [...this.services].map(([model, uses]) => {
      const recent = [...uses.values()].filter((use) => use.last_ts >= oldest);
      return [model, { services: recent.sort((a, b) => b.last_ts - a.last_ts) }] as const;
    });
    return Object.fromEntries(models.filter(([, { services }]) => services.length > 0));
  }

  private noteService(model: string, service: string, rate: number, at: number): void {
    const uses = recentOf(this.services, model, MODELS, () => new Map<string, ServiceUse>());
    const blank = (): ServiceUse => ({ name: service, last_tps: 0, last_ts: 0, count: 0 });
    const use = recentOf(uses, service, SERVICES_PER_MODEL, blank);
    if (use.last_ts * 1000 < at - DAY_MS) use.count = 0;
    use.last_tps = round(rate);
    use.last_ts = at / 1000;
    use.count += 1;
  }
}

function summary(entries: readonly Entry[]): ModelThroughput {
  const rates = entries.map((entry) => entry.tokensPerSecond).sort((a, b) => a - b);
  return {
    latest: round(entries.at(-1)?.tokensPerSecond ?? 0),
    peak: round(rates.at(-1) ?? 0),
    p50: round(percentile(rates, 50)),
    p95: round(percentile(rates, 95)),
    p99: round(percentile(rates, 99)),
    sample_count: rates.length,
  };
}

function round(rate: number): number {
  return Math.round(rate * 100) / 100;
}

/** recentOf finds or makes the value of a key, moves it to the young end, and drops the oldest over `most`. */
function recentOf<V>(map: Map<string, V>, key: string, most: number, make: () => V): V {
  const value = map.get(key) ?? make();
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value as string);
  return value;
}
