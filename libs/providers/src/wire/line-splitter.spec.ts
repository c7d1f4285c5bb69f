import fc from 'fast-check';
import { LineSplitter } from './line-splitter.js';

function linesOf(bytes: Buffer, cuts: readonly number[] = []): string[] {
  const splitter = new LineSplitter();
  const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
  const lines = edges.slice(1).flatMap((end, index) => splitter.push(bytes.subarray(edges[index], end)));
  const rest = splitter.flush();
  return rest === undefined ? lines : [...lines, rest];
}

describe('LineSplitter', () => {
  const text = fc
    .array(fc.constantFrom('a', 'é', '漢', '🦊', '\n', '\r\n', '\n\n', '{"a":1}'))
    .map((all) => all.join(''));

  it('finds the same lines however the stream is cut, inside characters too', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 200 })), (given, cuts) => {
        const bytes = Buffer.from(given);
        const expected = given.split(/\r?\n/).filter((line) => line !== '');
        expect(
          linesOf(
            bytes,
            cuts.filter((cut) => cut < bytes.length),
          ),
        ).toEqual(expected);
        expect(linesOf(bytes, [...bytes.keys()])).toEqual(expected);
      }),
    );
  });

  it('drops the carriage return, skips blank lines and keeps the last line without a line feed', () => {
    expect(linesOf(Buffer.from('a\r\n\r\n\nb\nc'))).toEqual(['a', 'b', 'c']);
  });

  it.each([[[]], [[3]], [[2, 4, 6, 8]]])('refuses a line over the limit, cut at %j', (cuts) => {
    const splitter = new LineSplitter(8, 'home');
    const bytes = Buffer.from('123456789\n');
    const edges = [0, ...cuts, bytes.length];
    const feed = (): void =>
      edges.slice(1).forEach((end, index) => void splitter.push(bytes.subarray(edges[index], end)));
    expect(feed).toThrow(expect.objectContaining({ code: 'upstream_malformed', upstream: 'home' }));
  });
});
