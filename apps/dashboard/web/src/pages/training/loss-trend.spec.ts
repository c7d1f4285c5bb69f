import { lossTrend } from './loss-trend.js';

const run = (...values: (number | null)[]) => values.map((value, step) => ({ step, value }));
const line = (at: (step: number) => number) => run(...Array.from({ length: 40 }, (_, step) => at(step)));

it.each([
  ['falls', line((step) => 1 - step / 50), { word: 'Falling' }],
  ['fell long ago and does not now', line((step) => (step < 10 ? 1 : 0.2)), { word: 'Flat' }],
  ['fell and rises now', line((step) => (step < 25 ? 0.2 : 0.4)), { word: 'Rising', kind: 'attention' }],
  ['trembles', line((step) => 0.2 + 0.05 * (step % 2)), { word: 'Flat' }],
  ['is no number by now', run(1, 0.5, null), { word: 'No number', kind: 'failed' }],
  ['has just begun', run(1, 0.5), { word: 'Too few values' }],
  ['is not there', run(), { word: 'None yet' }],
])('a loss that %s is told so', (_, loss, told) => {
  expect(lossTrend(loss)).toEqual(told);
});
