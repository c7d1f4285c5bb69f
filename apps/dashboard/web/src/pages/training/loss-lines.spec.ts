import { lossLines, lossRows, lossText, onLogScale } from './loss-lines.js';

const points = (...pairs: [number, number | null][]) => pairs.map(([step, value]) => ({ step, value }));

it('the lines are broken where steps are missing, and the gap is told', () => {
  const { steps, raw, gaps } = lossLines(
    points([0, 1], [10, 0.9], [20, 0.8], [30, 0.7], [200, 0.6], [210, 0.5]),
    0.5,
  );
  expect(gaps).toEqual([[30, 200]]);
  expect(steps).toEqual([0, 10, 20, 30, 40, 200, 210]);
  expect(raw).toEqual([1, 0.9, 0.8, 0.7, null, 0.6, 0.5]);
});

it('a run whose points are all far apart has no gap', () => {
  expect(lossLines(points([0, 1], [250, 0.9], [500, 0.8]), 0).gaps).toEqual([]);
});

it('what was no number breaks the lines, and the last value is the last number', () => {
  const { raw, smooth, last } = lossLines(points([0, 1], [1, null], [2, 0.5], [3, null]), 0);
  expect(raw).toEqual([1, null, 0.5, null]);
  expect(smooth).toEqual([1, null, 0.5, null]);
  expect(last).toEqual({ step: 2, value: 0.5, smooth: 0.5 });
});

it('smoothing begins at the first value and ends with the last', () => {
  const { smooth, steps } = lossLines(points([0, 1], [1, 1], [2, 0]), 0.5);
  expect(smooth[0]).toBe(1);
  expect(smooth[1]).toBe(1);
  expect(smooth[2]).toBeCloseTo(0.4286, 4);
  expect(smooth.length).toBe(steps.length);
});

it('nought has no place on a log scale', () => {
  expect(onLogScale([0.1, 0, -1, null])).toEqual([0.1, null, null, null]);
});

it('the table has at most forty rows, the newest first', () => {
  const rows = lossRows(
    lossLines(points(...Array.from({ length: 1_000 }, (_, at) => [at, at] as [number, number])), 0),
  );
  expect(rows.length).toBe(40);
  expect(rows[0]).toMatchObject({ from: 975, to: 999, raw: 987, smooth: 999 });
});

it('a loss is written with what matters of it', () => {
  expect([0.123456, 0, 1e-7, 12.5].map(lossText)).toEqual(['0.1235', '0', '1.00e-7', '12.5']);
});
