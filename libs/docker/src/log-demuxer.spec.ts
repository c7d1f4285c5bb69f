import fc from 'fast-check';
import { LogDemuxer } from './log-demuxer.js';
import { framedLines, plainLines } from './read-log.js';
import type { LogLine } from './log-line.js';

const STAMP = '2026-11-21T13:13:30.123456789Z';

function frame(type: number, payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.alloc(8);
  header.writeUInt8(type, 0);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((one, two) => one - two);
  return [...places, bytes.length].map((end, index) => bytes.subarray(places[index - 1] ?? 0, end));
}

async function* streamOf(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

async function all(lines: AsyncIterable<LogLine>): Promise<LogLine[]> {
  const read: LogLine[] = [];
  for await (const line of lines) read.push(line);
  return read;
}

async function read(chunks: readonly Buffer[]): Promise<LogLine[]> {
  return all(framedLines('local', streamOf(chunks)));
}

const message = fc.record({ type: fc.constantFrom(1, 2), text: fc.string({ unit: 'binary' }) });

describe('a log with frames', () => {
  it('reads the same lines wherever its bytes are split', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message), fc.array(fc.nat()), async (messages, cuts) => {
        const clean = messages.map(({ type, text }) => ({ type, text: text.replaceAll(/[\n\r]/g, '') }));
        const bytes = Buffer.concat(clean.map(({ type, text }) => frame(type, `${STAMP} ${text}\n`)));
        const lines = await read(split(bytes, cuts));
        expect(lines).toEqual(
          clean.map(({ type, text }) => ({ stream: type === 1 ? 'stdout' : 'stderr', at: STAMP, text })),
        );
      }),
    );
  });

  it('keeps a character whole that two frames of one stream share', async () => {
    const euro = Buffer.from('€\n');
    const parts = [frame(1, euro.subarray(0, 1)), frame(2, 'x\n'), frame(1, euro.subarray(1))];
    const texts = (await read(parts)).map(({ text }) => text);
    expect(texts).toEqual(['x', '€']);
  });

  it('joins a long line that the engine cut into messages with a time each', async () => {
    const parts = [frame(1, `${STAMP} ${'a'.repeat(16_384)}`), frame(1, `${STAMP.replace('9Z', '8Z')} b\n`)];
    expect(await read(parts)).toEqual([{ stream: 'stdout', at: STAMP, text: `${'a'.repeat(16_384)}b` }]);
  });

  it('takes frames of no bytes', async () => {
    expect(await read([frame(1, ''), frame(2, ''), frame(1, `${STAMP} a\n`), frame(1, '')])).toHaveLength(1);
  });

  it('takes thousands of frames of one byte in one chunk', async () => {
    const bytes = Buffer.concat(Array.from({ length: 5_000 }, () => frame(1, 'x')));
    expect((await read([bytes]))[0]?.text).toHaveLength(5_000);
  });

  it('cuts a frame of 16 MB to a line of bounded length, with a mark', async () => {
    const [line] = await read([frame(1, Buffer.alloc(16 * 1024 * 1024, 'a')), frame(1, '\n')]);
    expect(line?.text).toMatch(/^a{65536}… \[cut\]$/);
  });

  it.each([
    ['a type that is none', Buffer.from([7, 0, 0, 0, 0, 0, 0, 1])],
    ['padding that is not zero', Buffer.from([1, 0, 1, 0, 0, 0, 0, 1])],
    ['an HTML page', Buffer.from('<html><body>')],
    ['an end inside a frame', frame(1, 'abc').subarray(0, 9)],
    ['an end inside a header', frame(1, 'abc').subarray(0, 3)],
  ])('refuses %s', async (_, bytes) => {
    await expect(read([bytes])).rejects.toMatchObject({ code: 'log_stream_malformed', upstream: 'local' });
  });

  it('holds no more than a header between chunks', () => {
    const demuxer = new LogDemuxer('local');
    const part = [...demuxer.push(frame(1, Buffer.alloc(1000)).subarray(0, 500))];
    expect(part.map(({ bytes }) => bytes.length)).toEqual([492]);
  });
});

describe('the log of a terminal', () => {
  it('is read without frames, its lines ending in CR LF', async () => {
    const bytes = Buffer.from(`${STAMP} zwölf\r\n${STAMP} ${'é'.repeat(3)}\r\nlast`);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), async (cuts) => {
        const lines = await all(plainLines(streamOf(split(bytes, cuts))));
        expect(lines).toEqual([
          { stream: 'stdout', at: STAMP, text: 'zwölf' },
          { stream: 'stdout', at: STAMP, text: 'ééé' },
          { stream: 'stdout', at: undefined, text: 'last' },
        ]);
      }),
    );
  });
});
