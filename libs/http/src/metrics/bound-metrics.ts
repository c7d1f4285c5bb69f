import { Counter, Gauge, type Metric, type Registry } from 'prom-client';

/**
 * Metrics whose label sets are looked up once and then counted by reference. prom-client sorts and joins a call's
 * labels each time, which on the model path costs more than the parsing of the request. Here it only renders.
 */
type Labels = Readonly<Record<string, string>>;

export interface MetricOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

export interface CountSeries {
  value: number;
}

class BoundSeries {
  protected readonly series: { labels: Labels; count: CountSeries }[] = [];

  /** bind returns the series to change. The caller keeps it: binding the same labels twice makes two. */
  bind(labels: Labels): CountSeries {
    const count = { value: 0 };
    this.series.push({ labels, count });
    return count;
  }
}

/** BoundCounter only rises; each series keeps its total. */
export class BoundCounter extends BoundSeries {
  constructor(registry: Registry, options: MetricOptions) {
    super();
    const { series } = this;
    const counter = new Counter({
      ...options,
      registers: [],
      collect() {
        this.reset();
        for (const { labels, count } of series) this.inc(labels, count.value);
      },
    });
    registry.registerMetric(counter);
  }
}

/** BoundGauge shows what each series holds at the moment of reading. */
export class BoundGauge extends BoundSeries {
  constructor(registry: Registry, options: MetricOptions) {
    super();
    const { series } = this;
    const gauge = new Gauge({
      ...options,
      registers: [],
      collect() {
        for (const { labels, count } of series) this.set(labels, count.value);
      },
    });
    registry.registerMetric(gauge);
  }
}

/** HistogramSeries counts values by the first bound that they do not exceed. */
export class HistogramSeries {
  readonly counts: Float64Array;
  sum = 0;

  constructor(
    readonly labels: Labels,
    private readonly bounds: readonly number[],
  ) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const { bounds } = this;
    let place = 0;
    while (place < bounds.length && value > (bounds[place] as number)) place += 1;
    this.counts[place] = (this.counts[place] ?? 0) + 1;
    this.sum += value;
  }
}

/** BoundHistogram has ascending upper `bounds`; `+Inf` is added. */
export class BoundHistogram {
  private readonly series: HistogramSeries[] = [];

  constructor(
    registry: Registry,
    private readonly options: MetricOptions & { readonly bounds: readonly number[] },
  ) {
    const { name, help } = options;
    // What a registry asks of a metric is its name and get(); the published type names the library's classes.
    const metric = {
      name,
      get: () => ({ name, help, type: 'histogram', aggregator: 'sum', values: this.values() }),
    };
    registry.registerMetric(metric as unknown as Metric);
  }

  bind(labels: Labels): HistogramSeries {
    const series = new HistogramSeries(labels, this.options.bounds);
    this.series.push(series);
    return series;
  }

  private values() {
    return this.series.flatMap((series) => this.rendered(series));
  }

  private rendered({ labels, counts, sum }: HistogramSeries) {
    const { name, bounds } = this.options;
    let below = 0;
    const buckets = [...bounds.map(String), '+Inf'].map((le, place) => {
      below += counts[place] ?? 0;
      return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: below };
    });
    const total = { metricName: `${name}_count`, labels, value: below };
    return [...buckets, { metricName: `${name}_sum`, labels, value: sum }, total];
  }
}
