import fc from 'fast-check';
import { LatestLines, type ContainerLine } from './latest-lines.js';
import { mergeLines } from './merge-lines.js';

const line = fc.record({
  stream: fc.constantFrom<'stdout' | 'stderr'>('stdout', 'stderr'),
  at: fc.option(
    fc.nat(30).map((second) => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000000000Z`),
    { nil: undefined },
  ),
  text: fc.string({ maxLength: 20 }),
  container: fc.constantFrom('a', 'b'),
});
const inOrder = fc.array(line, { maxLength: 20 }).map((lines) => {
  const times = lines.map(({ at }) => at ?? '').toSorted();
  return lines.map((each, place): ContainerLine => ({ ...each, at: times[place] || undefined }));
});

it('merged lines are all there, by time, and each container keeps its order', () => {
  fc.assert(
    fc.property(fc.array(inOrder, { maxLength: 4 }), (logs) => {
      const merged = mergeLines(logs);
      expect(merged).toHaveLength(logs.flat().length);
      for (const lines of logs) expect(merged.filter((each) => lines.includes(each))).toEqual(lines);
      const times = merged.flatMap(({ at }) => at ?? []);
      expect(times).toEqual(times.toSorted());
    }),
  );
});

it('the latest lines are the last ones that are few enough and short enough', () => {
  fc.assert(
    fc.property(fc.array(line), fc.integer({ min: 1, max: 10 }), fc.nat(60), (lines, most, budget) => {
      const latest = new LatestLines(most, budget);
      for (const each of lines) latest.add(each);
      const { kept } = latest;
      const fits = (some: readonly ContainerLine[]) =>
        some.length <= most && some.reduce((sum, { text }) => sum + text.length, 0) <= budget;
      expect(kept).toEqual(lines.slice(lines.length - kept.length));
      expect(fits(kept)).toBe(true);
      if (!latest.truncated) expect(kept).toHaveLength(Math.min(most, lines.length));
    }),
  );
});
