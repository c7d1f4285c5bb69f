import { foldTime, idleBefore } from './folded-time.js';

it('time in which nothing happens takes little room, and its length is told', () => {
  const { folds, place } = foldTime([
    { at: 0, end: 1_000 },
    { at: 61_000, end: 62_000 },
  ]);
  expect(folds).toMatchObject([{ ms: 60_000, width: expect.closeTo(0.04) as number }]);
  expect([place(0), place(1_000), place(61_000), place(62_000)]).toEqual([
    0,
    expect.closeTo(0.48),
    expect.closeTo(0.52),
    expect.closeTo(1),
  ]);
});

it('what runs meanwhile is no idle time', () => {
  expect(foldTime([{ at: 0, end: 30_000 }, { at: 20_000 }]).folds).toEqual([]);
  expect(idleBefore([{ at: 0, end: 30_000 }, { at: 20_000 }, { at: 40_000 }])).toEqual([0, 0, 10_000]);
});

it('a single moment has a place, and no rows have none', () => {
  expect(foldTime([{ at: 7 }]).place(7)).toBe(0);
  expect(foldTime([]).place(7)).toBe(0);
});
