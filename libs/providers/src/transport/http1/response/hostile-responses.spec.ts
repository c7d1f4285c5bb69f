import fc from 'fast-check';
import { anyResponse } from './any-response.js';
import { parseInPieces } from './parse-in-pieces.js';

/** Stands in every hostile response, and must not come back in the reason. */
const MARK = 'upstreams-own-words';
const OK = 'HTTP/1.1 200 OK\r\n';
const withLength = (value: string): string => `${OK}content-length: ${value}\r\n\r\n12345`;
const withCoding = (lines: string): string => `${OK}${lines}\r\n\r\n5\r\n12345\r\n0\r\n\r\n`;
const withChunks = (chunks: string): string => `${OK}transfer-encoding: chunked\r\n\r\n${chunks}`;
const withField = (line: string): string => `${OK}${line}\r\ncontent-length: 0\r\n\r\n`;
const withStatusLine = (line: string): string => `${line}\r\ncontent-length: 0\r\n\r\n`;

const HOSTILE: readonly (readonly [rule: string, response: string])[] = [
  ['another protocol', `SSH-2.0-${MARK}\r\n`],
  ['another version', withStatusLine(`HTTP/1.2 200 ${MARK}`)],
  ['a version of HTTP/2', withStatusLine(`HTTP/2 200 ${MARK}`)],
  ['a protocol in lower case', withStatusLine(`http/1.1 200 ${MARK}`)],
  ['an empty line before the status line', `\r\n${withLength('5')}`],
  ['a space before the status line', withStatusLine(` HTTP/1.1 200 ${MARK}`)],
  ['two spaces before the status', withStatusLine(`HTTP/1.1  200 ${MARK}`)],
  ['a tab before the status', withStatusLine(`HTTP/1.1\t200 ${MARK}`)],
  ['a status of two digits', withStatusLine(`HTTP/1.1 20 ${MARK}`)],
  ['a status of four digits', withStatusLine(`HTTP/1.1 2000 ${MARK}`)],
  ['a status below 100', withStatusLine(`HTTP/1.1 099 ${MARK}`)],
  ['a negative status', withStatusLine(`HTTP/1.1 -20 ${MARK}`)],
  ['a NUL in the reason', withStatusLine(`HTTP/1.1 200 ${MARK}\0`)],
  ['a bare CR in the reason', withStatusLine(`HTTP/1.1 200 ${MARK}\rX: y`)],
  ['a bare LF after the status line', `HTTP/1.1 200 ${MARK}\ncontent-length: 0\r\n\r\n`],
  ['bare LF everywhere', `HTTP/1.1 200 ${MARK}\ncontent-length: 0\n\n`],
  ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n'],
  ['interim responses without end', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(17)],

  ['a space before the colon', withField(`${MARK} : x`)],
  ['a tab before the colon', withField(`${MARK}\t: x`)],
  ['a space in a name', withField(`two ${MARK}: x`)],
  ['an empty name', withField(`: ${MARK}`)],
  ['a line without a colon', withField(MARK)],
  ['a name outside ASCII', withField(`n\xe4me: ${MARK}`)],
  ['a name with a control character', withField(`na\x01me: ${MARK}`)],
  ['a folded line', withField(`a: b\r\n ${MARK}`)],
  ['a line folded by a tab', withField(`a: b\r\n\t${MARK}`)],
  ['a first line that is folded', withField(` a: ${MARK}`)],
  ['a NUL in a value', withField(`a: ${MARK}\0`)],
  ['DEL in a value', withField(`a: ${MARK}\x7f`)],
  ['an escape in a value', withField(`a: \x1b[0m${MARK}`)],
  ['a bare CR in a value', withField(`a: b\r${MARK}: c`)],
  ['a bare LF between header lines', withField(`a: b\n${MARK}: c`)],
  ['a bare LF before the empty line', `${OK}a: ${MARK}\n\r\n`],
  ['a head of over 32 KiB', withField(`a: ${MARK.repeat(2000)}`)],
  ['a head without end', `${OK}a: ${MARK.repeat(2000)}`],

  ['an empty length', withLength('')],
  ['a negative length', withLength('-5')],
  ['a length with a plus', withLength('+5')],
  ['a hexadecimal length', withLength('0x5')],
  ['a length with a fraction', withLength('5.0')],
  ['a length with an exponent', withLength('5e0')],
  ['a length of two words', withLength('5 5')],
  ['a length of over 2^53 - 1', withLength('9007199254740992')],
  ['a length of very many digits', withLength('0'.repeat(400) + '5')],
  ['a list of lengths', withLength('5, 5')],
  ['two lengths that differ', withLength('5\r\ncontent-length: 6')],
  ['two lengths that agree', withLength('5\r\nContent-Length: 5')],
  ['a length and a coding', withCoding('content-length: 5\r\ntransfer-encoding: chunked')],
  ['a coding and a length', withCoding('transfer-encoding: chunked\r\ncontent-length: 5')],
  ['a coding other than chunked', withCoding('transfer-encoding: gzip')],
  ['a coding before chunked', withCoding('transfer-encoding: gzip, chunked')],
  ['a coding after chunked', withCoding('transfer-encoding: chunked, identity')],
  ['a coding that is nearly chunked', withCoding('transfer-encoding: xchunked')],
  ['a coding with a parameter', withCoding('transfer-encoding: chunked;q=1')],
  ['an empty coding', withCoding('transfer-encoding:')],
  ['chunked twice', withCoding('transfer-encoding: chunked\r\nTransfer-Encoding: chunked')],
  ['a coding in HTTP/1.0', withCoding('transfer-encoding: chunked').replace('1.1', '1.0')],
  ['a bad length beside status 204', `HTTP/1.1 204 ${MARK}\r\ncontent-length: x\r\n\r\n`],

  ['no chunk size', withChunks('\r\n12345\r\n')],
  ['an extension without a size', withChunks(`;${MARK}\r\n`)],
  ['a chunk size that is no number', withChunks('g\r\n')],
  ['a chunk size with a prefix', withChunks('0x5\r\n12345\r\n')],
  ['a negative chunk size', withChunks('-5\r\n12345\r\n')],
  ['a space before the chunk size', withChunks(' 5\r\n12345\r\n')],
  ['a space after the chunk size', withChunks('5 \r\n12345\r\n')],
  ['a chunk size of 14 digits', withChunks('00000000000005\r\n12345\r\n')],
  ['a bare LF after the chunk size', withChunks('5\n12345\r\n')],
  ['a bare CR after the chunk size', withChunks('5\rX12345\r\n')],
  ['a chunk longer than its size', withChunks('5\r\n123456\r\n')],
  ['a chunk that ends with LF', withChunks('5\r\n12345\n0\r\n\r\n')],
  ['a chunk that ends with CR alone', withChunks('5\r\n12345\r0\r\n\r\n')],
  ['a control character in an extension', withChunks(`5;${MARK}\x01\r\n`)],
  ['a bare LF in an extension', withChunks(`5;${MARK}\n12345\r\n`)],
  ['an extension without end', withChunks(`5;${MARK.repeat(100)}`)],
  ['a trailer that is no header', withChunks(`0\r\n${MARK}\r\n\r\n`)],
  ['a folded trailer', withChunks(`0\r\na: b\r\n ${MARK}\r\n\r\n`)],
  ['a bare LF after the last chunk', withChunks('0\r\n\n')],
  ['trailers without end', withChunks(`0\r\na: ${MARK.repeat(2000)}`)],
];

describe('a response that breaks a rule of HTTP/1.1', () => {
  it.each(HOSTILE)('is refused for %s, at once and byte by byte', (_rule, response) => {
    const bytes = Buffer.from(response, 'latin1');
    const whole = parseInPieces(bytes);
    expect(whole).toMatchObject({ outcome: 'malformed', reason: expect.stringMatching(/^\w/) });
    expect(whole.reason).not.toContain(MARK);
    expect(parseInPieces(bytes, [...bytes.keys()])).toMatchObject({ outcome: 'malformed' });
  });

  it('is refused as soon as no further byte can mend it', () => {
    const early = (text: string) => parseInPieces(Buffer.from(text), [1, 2, text.length - 1]).outcome;
    expect(early('HTP')).toBe('malformed');
    expect(early('HTTP/1.1 200 OK\ncontent-length: 0')).toBe('malformed');
    expect(early('HTTP/1.1 200 OK\r\ncontent-length: 0')).toBe('incomplete');
  });
});

/** Bytes put in the place of others; what they do is left to chance. */
const change = fc.record({
  at: fc.nat(),
  drop: fc.nat(4),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom('\r', '\n', '\r\n', ':', ' ', '\0', '0', ';', 'content-length: 3\r\n', '\r\n\r\n')
      .map((text) => Buffer.from(text)),
  ),
});

describe('a response with bytes changed at random', () => {
  it('ends the same way wherever it is split, and never in another error', () => {
    const changes = fc.array(change, { minLength: 1, maxLength: 4 });
    const cuts = fc.array(fc.nat(400), { maxLength: 20 });
    fc.assert(
      fc.property(anyResponse, changes, cuts, ({ bytes }, changes, cuts) => {
        let changed = bytes;
        for (const { at, drop, put } of changes) {
          const from = at % (changed.length + 1);
          changed = Buffer.concat([changed.subarray(0, from), put, changed.subarray(from + drop)]);
        }
        const { reason: _one, body, ...whole } = parseInPieces(changed);
        const places = cuts.filter((at) => at <= changed.length);
        const { reason: _other, body: inPieces, ...rest } = parseInPieces(changed, places);
        expect(rest.outcome).toBe(whole.outcome);
        if (whole.outcome === 'malformed') return;
        expect(inPieces).toEqual(body);
        expect(rest).toMatchObject({ status: whole.status, fields: whole.fields });
      }),
      { numRuns: 3000 },
    );
  });
});
