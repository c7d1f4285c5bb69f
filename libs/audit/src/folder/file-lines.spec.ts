import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { linesBackwards, linesOf, MAX_LINE_BYTES, type FileLine } from './file-lines.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lines-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function read(content: Buffer | string, reader: typeof linesOf): Promise<FileLine[]> {
  const path = join(folder, 'file');
  await writeFile(path, content);
  await using file = await open(path);
  const found: FileLine[] = [];
  for await (const line of reader(file)) found.push(line);
  return found;
}

const texts = (lines: readonly FileLine[]) => lines.map(({ bytes }) => bytes.toString());

/** Lines of sizes that meet the edges of chunks in every way. */
const lines = fc.array(
  fc
    .tuple(fc.nat(70), fc.constantFrom(1, 500, 935))
    .map(([length, times]) => 'é'.repeat(Math.floor((length * times) / 2))),
  { maxLength: 20 },
);

describe('lines of a file', () => {
  it('are the same forwards and backwards, whatever their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (written) => {
        const content = written.map((line) => `${line}\n`).join('');
        for (const reader of [linesOf, linesBackwards]) {
          const found = await read(content, reader);
          expect(found.every(({ whole, ended }) => whole && ended)).toBe(true);
          expect(texts(reader === linesOf ? found : found.toReversed())).toEqual(written);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('say when the last one has no end', async () => {
    for (const reader of [linesOf, linesBackwards]) {
      const found = await read('a\nb', reader);
      expect(found.filter(({ whole }) => whole).map(({ bytes }) => bytes.toString())).toEqual(['a']);
      expect(texts(found.filter(({ ended }) => !ended))).toEqual(['b']);
    }
  });

  it('hand a line on in pieces when it is too long to hold', async () => {
    const long = 'x'.repeat(MAX_LINE_BYTES * 5);
    for (const reader of [linesOf, linesBackwards]) {
      const found = await read(`a\n${long}\nb\n`, reader);
      expect(found.filter(({ whole }) => whole)).toHaveLength(2);
      const pieces = found.filter(({ whole }) => !whole);
      expect(pieces.length).toBeGreaterThan(1);
      expect(Math.max(...pieces.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(2 * MAX_LINE_BYTES);
    }
  });

  it('are none in an empty file', async () => {
    for (const reader of [linesOf, linesBackwards]) expect(await read('', reader)).toEqual([]);
  });
});
