import fc from 'fast-check';
import { SseFramer } from './sse-framer.js';

/** framesOf feeds the stream in pieces cut at `cuts` and returns the frames, the rest last. */
function framesOf(stream: Buffer, cuts: readonly number[] = []): string[] {
  const framer = new SseFramer();
  const edges = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
  const frames = edges.slice(1).flatMap((end, index) => framer.push(stream.subarray(edges[index], end)));
  const rest = framer.flush();
  return [...frames, ...(rest === undefined ? [] : [rest])].map((frame) => frame.toString('latin1'));
}

const everyCut = (stream: Buffer): number[][] => Array.from({ length: stream.length + 1 }, (_, at) => [at]);
const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

const line = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', ':', ' ', 'é', '漢', '🦊', '{', '"') }),
  fc.constantFrom('data: {"x":1}', ': keep-alive', 'event: error', '\uFEFFdata: y', ''),
);
const stream = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\n\r\n', '\r\r', '\n\r\n')))
  .map((lines) => Buffer.from(lines.flat().join('')));
const cutStream = stream.chain((bytes) =>
  fc.tuple(fc.constant(bytes), fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 })),
);

describe('SseFramer', () => {
  it('loses, adds and moves no byte, however the stream is cut', () => {
    fc.assert(
      fc.property(cutStream, ([bytes, cuts]) => {
        expect(framesOf(bytes, cuts).join('')).toBe(bytes.toString('latin1'));
      }),
    );
  });

  it('finds the same events however the stream is cut', () => {
    fc.assert(
      fc.property(cutStream, ([bytes, cuts]) => {
        expect(framesOf(bytes, cuts)).toEqual(framesOf(bytes));
      }),
    );
  });

  it('finds the same events when every byte comes alone', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        expect(framesOf(bytes, [...bytes.keys()])).toEqual(framesOf(bytes));
      }),
    );
  });

  it.each([
    ['line feeds', 'data: grün\n\n: ping\n\ndata: 🦊\n\n', 3],
    ['carriage returns with line feeds', 'data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n', 2],
    ['lone carriage returns', 'data: a\r\rdata: b\r\r', 2],
    ['mixed line ends', 'data: a\n\r\ndata: b\r\n\ndata: c\r\n\r\n', 3],
    ['a byte order mark', '\uFEFFdata: a\n\ndata: b\n\n', 2],
    ['a last event with no blank line', 'data: a\n\ndata: b', 2],
  ])('reads %s, cut at any byte', (_, text, count) => {
    const bytes = Buffer.from(text);
    const whole = framesOf(bytes);
    expect(whole).toHaveLength(count);
    for (const cuts of everyCut(bytes)) expect(framesOf(bytes, cuts)).toEqual(whole);
  });

  it('ends an event at its blank line and nowhere else', () => {
    const text = 'event: x\ndata: 1\ndata: 2\n\n: note\n\ndata: 3\r\n\r\n';
    expect(framesOf(Buffer.from(text))).toEqual([
      'event: x\ndata: 1\ndata: 2\n\n',
      ': note\n\n',
      'data: 3\r\n\r\n',
    ]);
  });

  it('takes a line feed after a held carriage return into the same event', () => {
    const framer = new SseFramer();
    expect(framer.push(Buffer.from('data: a\r\n\r'))).toEqual([]);
    expect(framer.push(Buffer.from('\ndata: b\n\n')).map(String)).toEqual(['data: a\r\n\r\n', 'data: b\n\n']);
  });

  it('gives an event that lies in one chunk as a view of that chunk', () => {
    const chunk = Buffer.from('data: a\n\ndata: b\n\n');
    const frames = new SseFramer().push(chunk);
    expect(frames.map((frame) => frame.buffer === chunk.buffer)).toEqual([true, true]);
  });

  it('keeps characters whole that the chunks cut', () => {
    const bytes = Buffer.from('data: 漢字🦊\n\n');
    for (const cuts of everyCut(bytes)) expect(framesOf(bytes, cuts)).toEqual([latin1('data: 漢字🦊\n\n')]);
  });

  it.each([[[]], [[4]], [[9, 10, 11, 12]]])('refuses an event over the limit, cut at %j', (cuts) => {
    const framer = new SseFramer(10, 'gpu');
    const bytes = Buffer.from('data: 123456\n\n');
    const edges = [0, ...cuts, bytes.length];
    const feed = (): void =>
      edges.slice(1).forEach((end, index) => void framer.push(bytes.subarray(edges[index], end)));
    expect(feed).toThrow(expect.objectContaining({ code: 'upstream_malformed', upstream: 'gpu' }));
  });

  it('accepts events up to the limit without end', () => {
    const framer = new SseFramer(10);
    for (let i = 0; i < 100; i += 1) expect(framer.push(Buffer.from('data: 12\n\n'))).toHaveLength(1);
  });
});
