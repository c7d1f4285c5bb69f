import fc from 'fast-check';
import { ManualClock } from '../../../../test/fixtures/scripted-provider.js';
import { percentile } from './percentile.js';
import { ThroughputBook } from './throughput-book.js';

function setup() {
  const clock = new ManualClock();
  const book = new ThroughputBook(clock);
  const record = (tokensPerSecond: number, model = 'm', service = 's') =>
    book.record({ model, service, tokensPerSecond });
  const stream = (firstTokenMs: number | undefined, tokensPerSecond?: number, service = 's') =>
    book.record({ model: 'm', service, tokensPerSecond, firstTokenMs });
  return { clock, book, record, stream };
}

describe('throughput', () => {
  it('has the latest, the peak and the percentiles of each model', () => {
    const { book, record } = setup();
    for (let rate = 1; rate <= 100; rate++) record(rate);
    record(10);
    expect(book.stats()).toEqual({
      m: { latest: 10, peak: 100, p50: 50, p95: 95, p99: 99, sample_count: 101, first_token_ms: null },
    });
  });

  it('forgets all but the last 500 samples', () => {
    const { book, record } = setup();
    record(9999);
    for (let i = 0; i < 500; i++) record(1);
    expect(book.stats()['m']).toMatchObject({ peak: 1, sample_count: 500 });
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('passes over the rate %d', (rate) => {
    const { book, record } = setup();
    record(rate);
    expect(book.stats()).toEqual({});
  });

  it('has the time to the first token of streamed answers, beside the rates', () => {
    const { book, stream } = setup();
    for (let ms = 1; ms <= 100; ms++) stream(ms, 7);
    stream(undefined, 9);
    expect(book.stats()['m']).toMatchObject({
      latest: 9,
      sample_count: 101,
      first_token_ms: { latest: 100, peak: 100, p50: 50, p95: 95, p99: 99, sample_count: 100 },
    });
  });

  it('has the first token of an answer whose rate nobody could tell', () => {
    const { book, stream } = setup();
    stream(42.125);
    expect(book.stats()['m']).toMatchObject({ sample_count: 0, latest: 0, first_token_ms: { p50: 42.13 } });
    expect(book.usage()['m']?.services).toMatchObject([
      { last_tps: 0, last_first_token_ms: 42.13, count: 1 },
    ]);
  });

  it('keeps the first token of a service while its later answers come whole', () => {
    const { book, stream } = setup();
    stream(80, 5);
    stream(undefined, 6);
    expect(book.usage()['m']?.services).toMatchObject([{ last_tps: 6, last_first_token_ms: 80 }]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('passes over a first token after %d ms', (ms) => {
    const { book, stream } = setup();
    stream(ms, 3);
    expect(book.stats()['m']).toMatchObject({ sample_count: 1, first_token_ms: null });
  });

  it('stays bounded whatever names callers send', () => {
    const { book, record } = setup();
    for (let i = 0; i < 2000; i++) record(1, `model-${i % 400}`, `service-${i}`);
    expect(Object.keys(book.stats())).toHaveLength(256);
    for (let i = 0; i < 200; i++) record(1, 'm', `service-${i}`);
    expect(book.usage()['m']?.services).toHaveLength(64);
  });
});

describe('use by service', () => {
  it('has the services of the last 24 hours, the latest first', () => {
    const { book, record, clock } = setup();
    record(5, 'm', 'gone');
    clock.time += 23 * 3_600_000;
    record(7.126, 'm', 'webui');
    record(8, 'm', 'webui');
    clock.time += 2 * 3_600_000;
    record(9, 'm', 'n8n');
    expect(book.usage()).toEqual({
      m: {
        services: [
          { name: 'n8n', last_tps: 9, last_first_token_ms: null, last_ts: clock.time / 1000, count: 1 },
          {
            name: 'webui',
            last_tps: 8,
            last_first_token_ms: null,
            last_ts: clock.time / 1000 - 7200,
            count: 2,
          },
        ],
      },
    });
  });
});

describe('percentile', () => {
  it('is always one of the values, and never falls as p rises', () => {
    const values = fc
      .array(fc.double({ noNaN: true }), { minLength: 1 })
      .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        (list, p, q) => {
          expect(list).toContain(percentile(list, p));
          expect(percentile(list, Math.min(p, q))).toBeLessThanOrEqual(percentile(list, Math.max(p, q)));
        },
      ),
    );
  });

  it('of nothing is 0', () => {
    expect(percentile([], 50)).toBe(0);
  });
});
