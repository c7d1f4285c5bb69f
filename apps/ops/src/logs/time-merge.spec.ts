import fc from 'fast-check';
import type { MergedEntry } from './merged-entry.js';
import { TimeMerge } from './time-merge.js';

const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000000000Z`;
const line = (source: number, second: number, text = `${second}`): MergedEntry => ({
  source,
  entry: { at: at(second), stream: 'stdout', container: 'c', line: text },
});
const marker = (source: number): MergedEntry => ({
  source,
  entry: { at: at(59), marker: 'gap', container: null },
});
const word = ({ entry }: MergedEntry) =>
  'line' in entry ? entry.line : 'marker' in entry ? entry.marker : '?';

let leave: AbortController;
beforeEach(() => (leave = new AbortController()));
afterEach(() => leave.abort());

async function taken(merge: TimeMerge, count: number): Promise<string[]> {
  const words: string[] = [];
  for await (const item of merge.items()) {
    words.push(word(item));
    if (words.length === count) break;
  }
  return words;
}

const LIMITS = { holdMs: 20, most: 100, characters: 10_000 };

it('what several logs tell within a moment comes out in the order of its times', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(3), fc.nat(59)), { minLength: 1, maxLength: 30 }),
      async (told) => {
        const merge = new TimeMerge(leave.signal, { ...LIMITS, holdMs: 1 });
        for (const [source, second] of told) await merge.put(line(source, second));
        const seconds = (await taken(merge, told.length)).map(Number);
        expect(seconds).toEqual(seconds.toSorted((one, other) => one - other));
      },
    ),
    { numRuns: 50 },
  );
});

it('a marker stays behind the lines of its log, whatever the clock that it has', async () => {
  const merge = new TimeMerge(leave.signal, LIMITS);
  for (const item of [line(0, 1), marker(0), line(1, 2)]) await merge.put(item);
  expect(await taken(merge, 3)).toEqual(['1', 'gap', '2']);
});

it('while it is full nobody may put more, and its earliest goes without waiting', async () => {
  const merge = new TimeMerge(leave.signal, { ...LIMITS, holdMs: 60_000, most: 2 });
  await merge.put(line(0, 5));
  await merge.put(line(1, 3));
  let isIn = false;
  const third = merge.put(line(0, 7)).then(() => (isIn = true));
  await new Promise(setImmediate);
  expect(isIn).toBe(false);
  expect(await taken(merge, 1)).toEqual(['3']);
  await third;
});

it('a few enormous lines are as much as many small ones', async () => {
  const merge = new TimeMerge(leave.signal, { ...LIMITS, holdMs: 60_000 });
  await merge.put(line(0, 1, 'x'.repeat(10_000)));
  expect(await taken(merge, 1)).toHaveLength(1);
});

it('emptied waits until all of a log is taken, and of no other', async () => {
  const merge = new TimeMerge(leave.signal, LIMITS);
  await merge.put(line(0, 1));
  await merge.put(line(1, 2));
  const emptied = merge.emptied(0);
  expect(await taken(merge, 1)).toEqual(['1']);
  await emptied;
});

it('an abort lets whoever waits go, and ends the reader', async () => {
  const merge = new TimeMerge(leave.signal, { ...LIMITS, most: 1 });
  await merge.put(line(0, 1));
  const waiting = merge.put(line(0, 2));
  leave.abort();
  await waiting;
  expect(await taken(merge, 9)).toEqual([]);
});
