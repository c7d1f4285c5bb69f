import { systemClock, type Clock } from '@app/kernel';
import { percentile } from './percentile.js';
import { RecentValues } from './recent-values.js';

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

const SAMPLES_PER_MODEL = 500;
/** Names come from callers, so their number is bounded: the one unused for longest makes room. */
const MODELS = 256;
const SERVICES_PER_MODEL = 64;
const DAY_MS = 86_400_000;

/** ThroughputBook keeps the last 500 rates of each model, and who used it during the last 24 hours. */
export class ThroughputBook {
  private readonly models = new Map<string, ModelPage>();

  constructor(private readonly clock: Clock = systemClock) {}

  record({ model, service, tokensPerSecond }: ThroughputSample): void {
    if (!Number.isFinite(tokensPerSecond) || tokensPerSecond <= 0) return;
    const at = this.clock.now();
    const page = pageOf(this.models, model, MODELS, () => new ModelPage());
    page.lastUsed = at;
    page.rates.add(tokensPerSecond);
    const blank = (): ServicePage => ({ lastUsed: at, rate: 0, count: 0 });
    const use = pageOf(page.services, service, SERVICES_PER_MODEL, blank);
    if (use.lastUsed < at - DAY_MS) use.count = 0;
    use.lastUsed = at;
    use.rate = tokensPerSecond;
    use.count += 1;
  }

  /** stats returns each model's rates in tokens per second, over its last 500 calls. */
  stats(): Record<string, ModelThroughput> {
    return Object.fromEntries([...this.models].map(([model, { rates }]) => [model, summary(rates)]));
  }

  /** usage returns who called each model in the last 24 hours, the latest caller first. */
  usage(): Record<string, { services: ServiceUse[] }> {
    const oldest = this.clock.now() - DAY_MS;
    const models = [...this.models].map(
      ([model, page]) => [model, { services: page.usedSince(oldest) }] as const,
    );
    return Object.fromEntries(models.filter(([, { services }]) => services.length > 0));
  }
}

interface Page {
  /** Unix milliseconds. */
  lastUsed: number;
}

interface ServicePage extends Page {
  rate: number;
  count: number;
}

class ModelPage implements Page {
  lastUsed = 0;
  readonly rates = new RecentValues(SAMPLES_PER_MODEL);
  readonly services = new Map<string, ServicePage>();

  usedSince(oldest: number): ServiceUse[] {
    return [...this.services]
      .filter(([, { lastUsed }]) => lastUsed >= oldest)
      .sort(([, a], [, b]) => b.lastUsed - a.lastUsed)
      .map(([name, use]) => ({
        name,
        last_tps: round(use.rate),
        last_ts: use.lastUsed / 1000,
        count: use.count,
      }));
  }
}

function summary(recent: RecentValues): ModelThroughput {
  const rates = recent.ascending();
  return {
    latest: round(recent.latest),
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

/** pageOf finds or makes a page; over `most` pages, the one unused for longest makes room. */
function pageOf<P extends Page>(pages: Map<string, P>, key: string, most: number, make: () => P): P {
  const page = pages.get(key);
  if (page) return page;
  if (pages.size >= most) {
    const [oldest] = [...pages].reduce((a, b) => (b[1].lastUsed < a[1].lastUsed ? b : a));
    pages.delete(oldest);
  }
  const made = make();
  pages.set(key, made);
  return made;
}
