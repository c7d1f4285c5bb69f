import fc from 'fast-check';

/** AnyResponse is the bytes of a valid response and what a reader must find in them. */
export interface AnyResponse {
  readonly bytes: Buffer;
  readonly status: number;
  readonly fields: readonly string[];
  readonly body: Buffer;
  /** True when only the end of the connection ends the body. */
  readonly untilClose: boolean;
}

type Field = readonly [name: string, value: string];
interface Body {
  readonly content: Buffer;
  readonly framing: readonly Field[];
  readonly wire: Buffer;
  readonly untilClose: boolean;
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const charactersOf = (pattern: RegExp): string[] =>
  Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).filter((one) => pattern.test(one));
const textOf = (pattern: RegExp, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...charactersOf(pattern)), { maxLength }).map((parts) => parts.join(''));

const phrase = textOf(/[\t -~\x80-\xff]/, 12);
const space = fc.constantFrom('', ' ', '\t', ' \t ');
/** Names that mean nothing to framing. */
const field: fc.Arbitrary<Field> = fc.tuple(
  textOf(/[!#$%&'*+\-.^_`|~0-9A-Za-z]/, 8).map((name) => `X${name}`),
  phrase,
);
const linesOf = (fields: readonly Field[], pad = ''): string =>
  fields.map(([name, value]) => `${name}:${pad}${value}${pad}\r\n`).join('');

/** Bytes that look like the end of something are no rarer than others. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom('\r\n', '\r\n\r\n', '0\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n').map(latin1),
    ),
    { maxLength: 6 },
  )
  .map((parts) => Buffer.concat(parts));

const sized = (name: string): fc.Arbitrary<Body> =>
  content.map((content) => {
    const framing: Field[] = [[name, String(content.length)]];
    return { content, framing, wire: content, untilClose: false };
  });

const untilClose: fc.Arbitrary<Body> = content.map((content) => ({
  content,
  framing: [],
  wire: content,
  untilClose: true,
}));

const extension = fc.oneof(
  fc.constant(''),
  textOf(/[\t -~\x80-\xff]/, 10).map((text) => `;${text}`),
);
const sizeOf = (bytes: number, zeros: number, upper: boolean): string => {
  const digits = '0'.repeat(zeros) + bytes.toString(16);
  return upper ? digits.toUpperCase() : digits;
};
const chunk = fc
  .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(3), fc.boolean(), extension)
  .map(([bytes, zeros, upper, extension]) => {
    const content = Buffer.from(bytes);
    const line = latin1(`${sizeOf(content.length, zeros, upper)}${extension}\r\n`);
    return { content, wire: Buffer.concat([line, content, latin1('\r\n')]) };
  });
const chunked: fc.Arbitrary<Body> = fc
  .tuple(fc.array(chunk, { maxLength: 6 }), extension, fc.array(field, { maxLength: 2 }))
  .map(([chunks, extension, trailers]) => {
    const end = latin1(`0${extension}\r\n${linesOf(trailers)}\r\n`);
    return {
      content: Buffer.concat(chunks.map(({ content }) => content)),
      framing: [['Transfer-Encoding', 'Chunked']] as const,
      wire: Buffer.concat([...chunks.map(({ wire }) => wire), end]),
      untilClose: false,
    };
  });

const interim = fc
  .tuple(fc.constantFrom(100, 102, 103), fc.array(field, { maxLength: 2 }))
  .map(([status, fields]) => `HTTP/1.1 ${status}\r\n${linesOf(fields)}\r\n`);
const status = fc.integer({ min: 200, max: 599 }).filter((one) => one !== 204 && one !== 304);

/** anyResponse makes valid responses of every framing, with interim ones before them. */
export const anyResponse: fc.Arbitrary<AnyResponse> = fc
  .record({
    interims: fc.array(interim, { maxLength: 3 }),
    status,
    reason: fc.oneof(
      fc.constant(''),
      phrase.map((text) => ` ${text}`),
    ),
    fields: fc.array(field, { maxLength: 4 }),
    space,
    body: fc.oneof(sized('content-length'), sized('CONTENT-LENGTH'), chunked, untilClose),
  })
  .map(({ interims, status, reason, fields, space, body }) => {
    const all = [...fields, ...body.framing];
    const head = `${interims.join('')}HTTP/1.1 ${status}${reason}\r\n${linesOf(all, space)}\r\n`;
    return {
      bytes: Buffer.concat([latin1(head), body.wire]),
      status,
      fields: all.flatMap(([name, value]) => [name.toLowerCase(), trimmed(value)]),
      body: body.content,
      untilClose: body.untilClose,
    };
  });

const trimmed = (value: string): string => value.replace(/^[\t ]+|[\t ]+$/g, '');
