import { buffer } from 'node:stream/consumers';
import { ToldLines } from '@app/mcp';
import fc from 'fast-check';
import { ToldOutput } from './told-output.js';

function parted(bytes: Buffer, size: number) {
  const [output, told]: [Buffer[], string[]] = [[], []];
  const lines = new ToldLines({ output: (part) => output.push(part), told: (line) => told.push(line) });
  for (let at = 0; at < bytes.length; at += size) lines.push(bytes.subarray(at, at + size));
  return { output: Buffer.concat(output).toString(), told };
}

describe('the standard error of a server on its way to the router', () => {
  it('comes line by line, and changes no byte of the standard output, wherever either is cut', async () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .map((text) => text.replace(/\s|\p{Cc}/gu, 'x'));
    const step = fc.oneof(
      fc.record({ out: fc.oneof(word, fc.constantFrom('\n', '{"a":1}\n', '\n\n')) }),
      fc.record({ err: word }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        async (steps, size) => {
          const stream = new ToldOutput();
          const all = buffer(stream);
          for (const one of steps) {
            if ('err' in one) stream.tell(one.err);
            else stream.write(one.out);
          }
          stream.end('last line\n');
          const { output, told } = parted(await all, size);
          expect(output).toBe(`${steps.map((one) => ('out' in one ? one.out : '')).join('')}last line\n`);
          expect(told).toEqual(steps.flatMap((one) => ('err' in one ? [one.err] : [])));
        },
      ),
    );
  });

  it('is left out where nobody reads, which holds up nothing and takes no memory', async () => {
    const stream = new ToldOutput();
    for (let at = 0; at < 10_000; at += 1) stream.tell('x'.repeat(100));
    expect(stream.readableLength).toBeLessThanOrEqual(64 * 1024);
    const all = buffer(stream);
    stream.end('{"still":"here"}\n');
    expect(parted(await all, 1_000).output).toBe('{"still":"here"}\n');
    expect(() => stream.tell('late')).not.toThrow();
  });
});
