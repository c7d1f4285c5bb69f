import { StringDecoder } from 'node:string_decoder';

/** StreamEvent is one server-sent event; `id` is the last one that the stream gave, as the standard says. */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** More than the largest event that a job keeps, and than the longest line of a log. */
const LARGEST_EVENT = 256 * 1024;

/**
 * readEvents takes a body apart as https://html.spec.whatwg.org/multipage/server-sent-events.html says. Bytes may be
 * split anywhere. An event that the end cuts off is not yielded; what is too large throws.
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  let id: string | undefined;
  let event = '';
  let data: string[] = [];
  let size = 0;
  for await (const line of linesOf(body)) {
    if (line === '') {
      if (data.length > 0) yield { id, event: event || 'message', data: data.join('\n') };
      event = '';
      data = [];
      size = 0;
      continue;
    }
    size += line.length;
    if (size > LARGEST_EVENT) throw new Error('an event of the stream is too large');
    const [, field, value = ''] = /^([^:]*)(?:: ?([^]*))?$/.exec(line) ?? [];
    if (field === 'data') data.push(value);
    if (field === 'event') event = value;
    if (field === 'id' && !value.includes('\0')) id = value;
  }
}

/** Lines end in CR LF, LF or CR; a CR at the end of a part may be half of a CR LF. */
async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const part of body) {
    rest += decoder.write(Buffer.from(part));
    const whole = rest.endsWith('\r') ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, whole).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + rest.slice(whole);
    if (rest.length > LARGEST_EVENT) throw new Error('a line of the stream is too long');
    yield* lines;
  }
}
