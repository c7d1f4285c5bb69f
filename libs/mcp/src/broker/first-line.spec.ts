import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { firstLine, NoFirstLine } from './first-line.js';

const never = new AbortController().signal;

function inParts(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const parts: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    parts.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...parts, bytes.subarray(at)].filter(({ length }) => length > 0);
}

describe('firstLine', () => {
  it('takes the line and leaves the rest, wherever the bytes are split', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((given) => !given.includes('\n'));
    const rest = fc.string({ unit: 'grapheme', maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(line, rest, fc.array(fc.nat(8)), async (first, after, sizes) => {
        const stream = new PassThrough();
        const taken = firstLine(stream, 4_096, never);
        for (const part of inParts(Buffer.from(`${first}\n${after}`), sizes)) {
          stream.write(part);
          await Promise.resolve();
        }
        expect(await taken).toBe(first);
        stream.end();
        expect(await text(stream)).toBe(after);
      }),
    );
  });

  it('leaves a stream that flows for whoever listens to it next', async () => {
    const stream = new PassThrough();
    stream.write('one\ntwo');
    await firstLine(stream, 10, never);
    const [next] = (await once(stream, 'data')) as [Buffer];
    expect(next.toString()).toBe('two');
    expect(stream.listenerCount('readable') + stream.listenerCount('error')).toBe(0);
  });

  it('refuses a line that is longer than the limit, without waiting for its end', async () => {
    const stream = new PassThrough();
    const taken = firstLine(stream, 10, never);
    stream.write('x'.repeat(11));
    await expect(taken).rejects.toThrow(NoFirstLine);
  });

  it('says so when the stream ends before the line does', async () => {
    const stream = new PassThrough();
    const taken = firstLine(stream, 10, never);
    stream.end('half');
    await expect(taken).rejects.toThrow(NoFirstLine);
  });

  it('ends with the signal, and at once with one that has aborted', async () => {
    const control = new AbortController();
    const stream = new PassThrough();
    const taken = firstLine(stream, 10, control.signal);
    control.abort(new Error('enough'));
    await expect(taken).rejects.toThrow('enough');
    await expect(firstLine(stream, 10, control.signal)).rejects.toThrow('enough');
  });
});
