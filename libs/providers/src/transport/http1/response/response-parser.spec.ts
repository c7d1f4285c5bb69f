import fc from 'fast-check';
import { anyResponse } from './any-response.js';
import { parseInPieces } from './parse-in-pieces.js';
import { ResponseParser } from './response-parser.js';

const CHUNKED = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';

const cuts = fc.array(fc.nat(600), { maxLength: 30 });
const within = (positions: readonly number[], length: number): number[] =>
  positions.filter((at) => at <= length);

describe('a response parser', () => {
  it('finds the same head and body wherever a response is split in two', () => {
    fc.assert(
      fc.property(anyResponse, ({ bytes, status, fields, body }) => {
        const expected = { outcome: 'complete', status, fields, body, rest: Buffer.alloc(0) };
        for (let at = 0; at <= bytes.length; at += 1) {
          expect(parseInPieces(bytes, [at])).toMatchObject(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('finds the same head and body when every byte comes alone, or in pieces of any size', () => {
    fc.assert(
      fc.property(anyResponse, cuts, ({ bytes, status, fields, body }, cuts) => {
        const expected = { outcome: 'complete', status, fields, body };
        expect(parseInPieces(bytes, [...bytes.keys()])).toMatchObject(expected);
        expect(parseInPieces(bytes, within(cuts, bytes.length))).toMatchObject(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves the bytes after a response alone', () => {
    fc.assert(
      fc.property(
        anyResponse,
        fc.uint8Array({ minLength: 1, maxLength: 9 }),
        cuts,
        (response, more, cuts) => {
          fc.pre(!response.untilClose);
          const bytes = Buffer.concat([response.bytes, more]);
          const inside = within(cuts, response.bytes.length);
          expect(parseInPieces(bytes, inside)).toMatchObject({
            outcome: 'complete',
            body: response.body,
            rest: Buffer.from(more),
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never takes a response that breaks off for a whole one', () => {
    fc.assert(
      fc.property(anyResponse, fc.nat(), ({ bytes, untilClose }, seed) => {
        fc.pre(!untilClose);
        const cut = bytes.subarray(0, seed % bytes.length);
        expect(parseInPieces(cut).outcome).toBe('incomplete');
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['204', 'HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n'],
    ['304', 'HTTP/1.1 304 Not Modified\r\ntransfer-encoding: chunked\r\n\r\n'],
  ])('gives no body to a status %s, whatever its head says', (_status, head) => {
    const parsed = parseInPieces(Buffer.from(`${head}12345`));
    expect(parsed).toMatchObject({ outcome: 'complete', body: Buffer.alloc(0), rest: Buffer.from('12345') });
  });

  it('reads HTTP/1.0, which ends a body of unknown length with the connection', () => {
    const parsed = parseInPieces(Buffer.from('HTTP/1.0 200\r\n\r\nold'));
    expect(parsed).toMatchObject({ outcome: 'complete', status: 200, body: Buffer.from('old') });
  });

  it('counts a body in more bytes than 32 bits can hold', () => {
    const head = (length: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\nx`;
    expect(parseInPieces(Buffer.from(head('9007199254740991'))).outcome).toBe('incomplete');
    expect(parseInPieces(Buffer.from(head('0000000000000001'))).outcome).toBe('complete');
  });

  it('bounds the extension of each chunk, and not that of all together', () => {
    const chunk = `1;${'x'.repeat(800)}\r\na\r\n`;
    const bytes = Buffer.from(`${CHUNKED}${chunk.repeat(5)}0\r\n\r\n`);
    expect(parseInPieces(bytes)).toMatchObject({ outcome: 'complete', body: Buffer.from('aaaaa') });
  });

  it('reads one response after the other, each as if it were the first', () => {
    const parser = new ResponseParser();
    const interims = 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(10);
    const responses = [`${CHUNKED}1\r\na\r\n0\r\n\r\n`, 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nb'];
    for (const response of [...responses, ...responses]) {
      const bytes = Buffer.from(interims + response);
      expect(parser.read(bytes, 0, bytes.length)).toBe(bytes.length);
      expect(parser).toMatchObject({ complete: true, failure: undefined, head: { status: 200 } });
      expect(parser.bodyTo - parser.bodyFrom).toBe(1);
      parser.next();
    }
  });

  it('joins the chunks of one read into one piece', () => {
    const bytes = Buffer.from(
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n1\r\nd\r\n',
    );
    expect(parseInPieces(bytes)).toMatchObject({ outcome: 'incomplete', body: Buffer.from('abcd') });
  });
});
