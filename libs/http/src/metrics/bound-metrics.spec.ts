import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { BoundCounter, BoundGauge, BoundHistogram } from './bound-metrics.js';

const options = { name: 'things', help: 'Things seen', labelNames: ['kind'] };

describe('a bound metric reads as one of the library', () => {
  it('counter: totals stay from one reading to the next', async () => {
    const registry = new Registry();
    const big = new BoundCounter(registry, options).bind({ kind: 'big' });
    big.value += 2;
    expect(await registry.metrics()).toContain('things{kind="big"} 2');
    big.value += 1;
    expect(await registry.metrics()).toContain('things{kind="big"} 3');
  });

  it('gauge: the value of the moment', async () => {
    const registry = new Registry();
    const big = new BoundGauge(registry, options).bind({ kind: 'big' });
    big.value += 1;
    await registry.metrics();
    big.value -= 1;
    expect(await registry.metrics()).toContain('things{kind="big"} 0');
  });

  it("histogram: the same text as the library's own, whatever is observed", async () => {
    const bounds = [0.1, 1, 10];
    const values = fc.array(
      fc.oneof(fc.constantFrom(0, 0.1, 1, 10, 11), fc.double({ min: 0, max: 20, noNaN: true })),
    );
    await fc.assert(
      fc.asyncProperty(values, async (seen) => {
        const [ours, theirs] = [new Registry(), new Registry()];
        const series = new BoundHistogram(ours, { ...options, bounds }).bind({ kind: 'big' });
        const histogram = new Histogram({ ...options, buckets: bounds, registers: [theirs] });
        histogram.zero({ kind: 'big' });
        for (const value of seen) {
          series.observe(value);
          histogram.observe({ kind: 'big' }, value);
        }
        expect(linesOf(await ours.metrics())).toEqual(linesOf(await theirs.metrics()));
      }),
    );
  });
});

/** Labels may come in any order. */
function linesOf(text: string): string[] {
  const sorted = (labels: string) => `{${labels.slice(1, -1).split(',').sort().join(',')}}`;
  return text
    .split('\n')
    .map((line) => line.replace(/\{.*\}/, sorted))
    .sort();
}
