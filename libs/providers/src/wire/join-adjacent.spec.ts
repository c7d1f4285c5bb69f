import fc from 'fast-check';
import { joinAdjacent } from './join-adjacent.js';

describe('joinAdjacent', () => {
  it('keeps every byte in its place', () => {
    const pieces = fc.array(fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 20 })), { maxLength: 8 });
    fc.assert(
      fc.property(pieces, (ranges) => {
        const memory = Buffer.from('abcdefghijklmnopqrst');
        const views = ranges.map(([a, b]) => memory.subarray(Math.min(a, b), Math.max(a, b)));
        expect(Buffer.concat(joinAdjacent(views)).toString()).toBe(Buffer.concat(views).toString());
      }),
    );
  });

  it('makes one view of neighbours and leaves a gap as a gap', () => {
    const memory = Buffer.from('abcdef');
    const [ab, c, ef] = [memory.subarray(0, 2), memory.subarray(2, 3), memory.subarray(4)];
    const joined = joinAdjacent([ab, c, ef]);
    expect(joined.map(String)).toEqual(['abc', 'ef']);
    expect(joined[0]!.buffer).toBe(memory.buffer);
  });
});
