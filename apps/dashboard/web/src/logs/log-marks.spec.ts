import { marksOf } from './log-marks.js';

it('sixteen services have sixteen different marks, and each has a word', () => {
  const marks = [...marksOf(Array.from({ length: 16 }, (_, at) => `local/s${at}`)).values()];
  expect(new Set(marks.map(({ symbol, look }) => `${symbol} ${look}`)).size).toBe(16);
  expect(marks.every(({ name }) => name !== '')).toBe(true);
});

it('a name that two nodes have is told with its node', () => {
  const marks = marksOf(['local/web', 'gpu-1/web', 'local/db']);
  expect([...marks.values()].map(({ name }) => name)).toEqual(['gpu-1/web', 'db', 'local/web']);
});
