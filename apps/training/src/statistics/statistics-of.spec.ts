import fc from 'fast-check';
import { rounded, statisticsOf } from './index.js';

describe('statistics', () => {
  it('name the last number that came in as the last, not the greatest', () => {
    expect(statisticsOf([0.82, 0.71, 0.63])).toEqual({
      count: 3,
      min: 0.63,
      max: 0.82,
      mean: 0.72,
      median: 0.71,
      last: 0.63,
    });
  });

  it('take the middle between the two middle numbers', () => {
    expect(statisticsOf([4, 1, 3, 2]).median).toBe(2.5);
  });

  it('of nothing say so', () => {
    expect(statisticsOf([])).toEqual({
      count: 0,
      min: null,
      max: null,
      mean: null,
      median: null,
      last: null,
    });
  });

  it('have six decimals', () => {
    expect(statisticsOf([1 / 3]).mean).toBe(0.333333);
  });

  it('stay between the least and the greatest, in any order and of any size', () => {
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(numbers, (given) => {
        const { count, min, max, mean, median } = statisticsOf(given);
        const slack = 1e-6 + Math.abs(max ?? 0) * 1e-9 + Math.abs(min ?? 0) * 1e-9;
        expect(count).toBe(given.length);
        for (const each of [mean, median]) {
          expect(each).toBeGreaterThanOrEqual((min ?? 0) - slack);
          expect(each).toBeLessThanOrEqual((max ?? 0) + slack);
        }
      }),
    );
  });

  it('can be sent as JSON whatever the numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (given) => {
        const told = statisticsOf(given);
        expect(JSON.parse(JSON.stringify(told))).toEqual(told);
      }),
    );
  });

  it('never show minus zero', () => {
    expect(Object.is(rounded(-0.0000001, 2), 0)).toBe(true);
  });
});
