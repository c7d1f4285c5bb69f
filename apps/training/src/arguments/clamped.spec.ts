import { z } from 'zod';
import { clampedInteger, clampedNumber } from './clamped.js';

describe('a clamped argument', () => {
  const schema = z.object({ lines: clampedInteger(10, 100, 50), floor: clampedNumber(0, 1, 0.02) });

  it.each<[unknown, number]>([
    [undefined, 50],
    [null, 50],
    ['many', 50],
    ['', 50],
    [Number.NaN, 50],
    [{}, 50],
    [1, 10],
    [-Infinity, 10],
    [1e9, 100],
    [Infinity, 100],
    ['20', 20],
    [20.9, 20],
  ])('takes %p for %p', (given, taken) => {
    expect(schema.parse({ lines: given }).lines).toBe(taken);
  });

  it('keeps a fraction where one is meant', () => {
    expect(schema.parse({ floor: 0.5 }).floor).toBe(0.5);
    expect(schema.parse({ floor: -1 }).floor).toBe(0);
  });

  it('tells clients its bounds and its default', () => {
    expect(z.toJSONSchema(schema, { io: 'input' }).properties).toMatchObject({
      lines: { type: 'integer', minimum: 10, maximum: 100, default: 50 },
    });
  });
});
