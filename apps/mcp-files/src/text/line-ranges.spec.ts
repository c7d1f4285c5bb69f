import { open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { lastLines, linesFrom } from './line-ranges.js';

const never = new AbortController().signal;
const path = join(tmpdir(), `line-ranges-${process.pid}`);

async function opened<T>(
  text: string,
  use: (file: Awaited<ReturnType<typeof open>>) => Promise<T>,
): Promise<T> {
  await writeFile(path, text);
  await using file = await open(path);
  return await use(file);
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

afterAll(() => rm(path, { force: true }));

const text = fc.array(fc.constantFrom('a', 'ä', '😀', '\n', '\r\n', ' ')).map((parts) => parts.join(''));

it('gives the lines that were asked for, byte for byte', async () => {
  const property = fc.asyncProperty(
    text,
    fc.integer({ min: 1, max: 8 }),
    fc.nat(6),
    async (given, first, more) => {
      const lines = linesOf(given);
      fc.pre(first === 1 || first <= lines.length);
      const { bytes, cut } = await opened(given, (file) =>
        linesFrom(file, first, first + more, 1_000, never),
      );
      expect([String(bytes), cut]).toEqual([lines.slice(first - 1, first + more).join(''), false]);
      const last = await opened(given, (file) => lastLines(file, first, 1_000, never));
      expect([String(last.bytes), last.cut]).toEqual([lines.slice(-first).join(''), false]);
    },
  );
  await fc.assert(property, { numRuns: 200 });
});

it('cuts what is too much between characters, at the far end', async () => {
  const property = fc.asyncProperty(text, fc.integer({ min: 4, max: 20 }), async (given, most) => {
    const first = await opened(given, (file) => linesFrom(file, 1, Infinity, most, never));
    const last = await opened(given, (file) => lastLines(file, 1_000, most, never));
    expect(given.startsWith(String(first.bytes))).toBe(true);
    expect(given.endsWith(String(last.bytes))).toBe(true);
    for (const { bytes, cut } of [first, last]) {
      expect(cut).toBe(Buffer.byteLength(given) > most);
      expect(bytes.length).toBeLessThanOrEqual(most);
      expect(bytes.length).toBeGreaterThan(cut ? most - 4 : -1);
    }
  });
  await fc.assert(property, { numRuns: 200 });
});

it('finds lines across the pieces in which a long file is read', async () => {
  const long = Array.from({ length: 30_000 }, (_, line) => `line ${line + 1} ää\n`).join('');
  const range = await opened(long, (file) => linesFrom(file, 20_000, 20_001, 1_000, never));
  expect(String(range.bytes)).toBe('line 20000 ää\nline 20001 ää\n');
  const last = await opened(long, (file) => lastLines(file, 15_000, 10_000_000, never));
  expect(String(last.bytes).split('\n', 1)).toEqual(['line 15001 ää']);
});

it('says how many lines there are when none of them was meant', async () => {
  const range = opened('a\nb\n', (file) => linesFrom(file, 9, 10, 1_000, never));
  await expect(range).rejects.toThrow(/^start_line: the file has only 2 lines/);
});

it('reads nothing for a call that is cancelled', async () => {
  await expect(opened('a\n', (file) => linesFrom(file, 1, 2, 1_000, AbortSignal.abort()))).rejects.toThrow();
});
