const BOM = '\uFEFF';
const LF = 0x0a;
const CR = 0x0d;
const DATA = Buffer.from('data:');
const SPACE = 0x20;

/** The event that ends a stream of OpenAI's API. */
export const SSE_DONE: Buffer = Buffer.from('data: [DONE]\n\n');

/** sseFrame builds one event; `data` is one line. */
export function sseFrame(data: string): Buffer {
  return Buffer.from(`data: ${data}\n\n`);
}

/** sseData returns the event's data, its lines joined by `\n`; undefined for a frame without a data line. */
export function sseData(frame: Buffer): string | undefined {
  return isOneDataLine(frame) ? onlyLine(frame) : fieldValues(frame, 'data')?.join('\n');
}

/** sseEventName returns the event's type as its last `event:` line gives it. */
export function sseEventName(frame: Buffer): string | undefined {
  return isOneDataLine(frame) ? undefined : fieldValues(frame, 'event')?.at(-1);
}

/** isOneDataLine recognises `data:…\n\n`, which is what nearly every upstream sends. */
function isOneDataLine(frame: Buffer): boolean {
  const end = frame.length - 2;
  return (
    end >= DATA.length &&
    frame[end + 1] === LF &&
    frame.indexOf(LF) === end &&
    frame.compare(DATA, 0, DATA.length, 0, DATA.length) === 0 &&
    !frame.includes(CR)
  );
}

function onlyLine(frame: Buffer): string {
  const start = frame[DATA.length] === SPACE ? DATA.length + 1 : DATA.length;
  return frame.toString('utf8', start, frame.length - 2);
}

function fieldValues(frame: Buffer, field: string): string[] | undefined {
  const values: string[] = [];
  for (const line of withoutBom(frame.toString('utf8')).split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    if ((colon === -1 ? line : line.slice(0, colon)) !== field) continue;
    const value = colon === -1 ? '' : line.slice(colon + 1);
    values.push(value.startsWith(' ') ? value.slice(1) : value);
  }
  return values.length > 0 ? values : undefined;
}

function withoutBom(text: string): string {
  return text.startsWith(BOM) ? text.slice(BOM.length) : text;
}
