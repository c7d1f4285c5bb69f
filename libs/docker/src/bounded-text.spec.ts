import fc from 'fast-check';
import { boundedText, jsonLines } from './bounded-text.js';

async function* streamOf(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1))), bytes.length];
  let from = 0;
  for (const to of places.toSorted((one, two) => one - two)) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

async function all(values: AsyncIterable<unknown>): Promise<unknown[]> {
  const read: unknown[] = [];
  for await (const value of values) read.push(value);
  return read;
}

describe('an answer of JSON lines', () => {
  it('is the same wherever its bytes are split, with or without a last line end', async () => {
    const value = fc.record({ text: fc.string({ unit: 'grapheme' }) });
    const end = fc.constantFrom('', '\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(fc.array(value), fc.array(fc.nat()), end, async (values, cuts, end) => {
        const bytes = Buffer.from(values.map((one) => JSON.stringify(one)).join('\r\n') + end);
        expect(await all(jsonLines('local', streamOf(bytes, cuts), 10_000))).toEqual(values);
      }),
    );
  });

  it('has no line without an end', async () => {
    const bytes = Buffer.alloc(2_000, '[');
    await expect(all(jsonLines('local', streamOf(bytes, []), 1_000))).rejects.toMatchObject({
      code: 'node_answer_malformed',
    });
  });
});

describe('a whole answer', () => {
  it('is read up to its limit and not a byte further', async () => {
    const bytes = Buffer.from('zwölf');
    expect(await boundedText('local', streamOf(bytes, [3]), 6)).toBe('zwölf');
    await expect(boundedText('local', streamOf(bytes, [3]), 5)).rejects.toMatchObject({
      code: 'node_answer_too_large',
    });
  });
});
