import fc from 'fast-check';
import { PullLayers } from './pull-layers.js';

let now = 0;
let layers: PullLayers;

beforeEach(() => {
  now = 1_000;
  layers = new PullLayers({ monotonic: () => now });
});

const note = (digest: string, completed: number, total: number) => layers.note({ digest, completed, total });

it('bytes of all layers are added up', () => {
  note('a', 10, 100);
  note('b', 0, 50);
  note('a', 60, 100);
  expect(layers.view).toEqual({
    layers: [
      { digest: 'a', completed_bytes: 60, total_bytes: 100 },
      { digest: 'b', completed_bytes: 0, total_bytes: 50 },
    ],
    completed_bytes: 60,
    total_bytes: 150,
  });
});

it('the rate is that of the last seconds, without what was there before', () => {
  note('a', 1_000_000, 2_000_000);
  now += 1_000;
  note('a', 1_000_500, 2_000_000);
  note('b', 900_000, 900_000);
  expect(layers.bytesPerSecond).toBe(500);
});

it('the rate of a pull that stands still goes down to nothing', () => {
  note('a', 0, 100);
  now += 1_000;
  note('a', 100, 100);
  now += 4_000;
  expect(layers.bytesPerSecond).toBe(20);
  now += 60_000;
  expect(layers.bytesPerSecond).toBe(0);
});

it('a provider without end of layers does not fill the memory', () => {
  for (let at = 0; at < 10_000; at++) note(String(at), 1, 1);
  expect(layers.view.layers).toHaveLength(256);
});

it('the rate is never more than what came, however the reports fall', () => {
  const report = fc.record({ after: fc.nat(3_000), bytes: fc.nat(1_000_000) });
  fc.assert(
    fc.property(fc.array(report, { maxLength: 60 }), (reports) => {
      now = 0;
      layers = new PullLayers({ monotonic: () => now });
      note('a', 0, 1e12);
      let sent = 0;
      for (const { after, bytes } of reports) {
        now += after;
        sent += bytes;
        note('a', sent, 1e12);
        const rate = layers.bytesPerSecond;
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(rate).toBeLessThanOrEqual(Math.ceil((sent * 1_000) / 200));
      }
    }),
  );
});
