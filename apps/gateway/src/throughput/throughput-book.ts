import { systemClock, type Clock } from '@app/kernel';
import { percentile } from './percentile.js';
import { RecentValues } from './recent-values.js';

export interface ThroughputSample {
  readonly model: string;
  readonly service: string;
  /** Output tokens per second of one call; undefined when nobody could tell. */
  readonly tokensPerSecond: number | undefined;
  /** From the request to the first token; undefined for an answer that came whole. */
  readonly firstTokenMs?: number | undefined;
}

export interface Figures {
  latest: number;
  peak: number;
  p50: number;
  p95: number;
  p99: number;
  sample_count: number;
}

/** ModelThroughput is in tokens per second; all is 0 for a model of which no rate is known. */
export interface ModelThroughput extends Figures {
  /** Milliseconds; null when no answer was streamed. */
  first_token_ms: Figures | null;
}

export interface ServiceUse {
  name: string;
  /** 0 when no rate is known. */
  last_tps: number;
  /** Of its last streamed answer; null when none was. */
  last_first_token_ms: number | null;
  /** Unix seconds. */
  last_ts: number;
  count: number;
}

const SAMPLES_PER_MODEL = 500;
/** Names come from callers, so their number is bounded: the one unused for longest makes room. */
const MODELS = 256;
const SERVICES_PER_MODEL = 64;
const DAY_MS = 86_400_000;

/** ThroughputBook keeps the last 500 rates and first tokens of each model, and who used it during the last 24 hours. */
export class ThroughputBook {
  private readonly models = new Map<string, ModelPage>();

  constructor(private readonly clock: Clock = systemClock) {}

  record({ model, service, tokensPerSecond, firstTokenMs }: ThroughputSample): void {
    const rate = measured(tokensPerSecond);
    const wait = measured(firstTokenMs);
    if (rate === undefined && wait === undefined) return;
    const at = this.clock.now();
    const page = pageOf(this.models, model, MODELS, () => new ModelPage());
    page.lastUsed = at;
    if (rate !== undefined) page.rates.add(rate);
    if (wait !== undefined) page.waits.add(wait);
    const blank = (): ServicePage => ({ lastUsed: at, rate: 0, wait: undefined, count: 0 });
    const use = pageOf(page.services, service, SERVICES_PER_MODEL, blank);
    if (use.lastUsed < at - DAY_MS) use.count = 0;
    use.lastUsed = at;
    use.rate = rate ?? use.rate;
    use.wait = wait ?? use.wait;
    use.count += 1;
  }

  /** stats returns each model's rates in tokens per second and its first tokens, over its last 500 calls. */
  stats(): Record<string, ModelThroughput> {
    return Object.fromEntries([...this.models].map(([model, page]) => [model, page.figures()]));
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
  wait: number | undefined;
  count: number;
}

class ModelPage implements Page {
  lastUsed = 0;
  readonly rates = new RecentValues(SAMPLES_PER_MODEL);
  readonly waits = new RecentValues(SAMPLES_PER_MODEL);
  readonly services = new Map<string, ServicePage>();

  figures(): ModelThroughput {
    const waits = summary(this.waits);
    return { ...summary(this.rates), first_token_ms: waits.sample_count === 0 ? null : waits };
  }

  usedSince(oldest: number): ServiceUse[] {
    return [...this.services]
      .filter(([, { lastUsed }]) => lastUsed >= oldest)
      .sort(([, a], [, b]) => b.lastUsed - a.lastUsed)
      .map(([name, use]) => ({
        name,
        last_tps: round(use.rate),
        last_first_token_ms: use.wait === undefined ? null : round(use.wait),
        last_ts: use.lastUsed / 1000,
        count: use.count,
      }));
  }
}

/** What no clock can have measured is passed over. */
function measured(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value > 0 ? value : undefined;
}

function summary(recent: RecentValues): Figures {
  const values = recent.ascending();
  return {
    latest: round(recent.latest),
    peak: round(values.at(-1) ?? 0),
    p50: round(percentile(values, 50)),
    p95: round(percentile(values, 95)),
    p99: round(percentile(values, 99)),
    sample_count: values.length,
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
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
