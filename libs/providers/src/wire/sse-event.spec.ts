import fc from 'fast-check';
import { SSE_DONE, sseData, sseEventName, sseFrame } from './sse-event.js';

const data = (text: string): string | undefined => sseData(Buffer.from(text));

describe('sseData', () => {
  it.each([
    ['a space after the colon', 'data: {"a":1}\n\n', '{"a":1}'],
    ['no space after the colon', 'data:{"a":1}\n\n', '{"a":1}'],
    ['a second space, which belongs to the data', 'data:  x\n\n', ' x'],
    ['several data lines', 'data: a\ndata: b\n\n', 'a\nb'],
    ['carriage returns', 'data: a\r\ndata: b\r\n\r\n', 'a\nb'],
    ['lone carriage returns', 'data: a\rdata: b\r\r', 'a\nb'],
    ['other fields around it', 'id: 1\nevent: x\ndata: a\nretry: 5\n\n', 'a'],
    ['a byte order mark', '\uFEFFdata: a\n\n', 'a'],
    ['no blank line', 'data: a', 'a'],
    ['an unfinished second line', 'data: a\nx', 'a'],
    ['empty data', 'data:\n\n', ''],
    ['a field name alone', 'data\n\n', ''],
  ])('reads %s', (_, frame, expected) => {
    expect(data(frame)).toBe(expected);
  });

  it.each([': keep-alive\n\n', ':\n\n', 'event: ping\n\n', '\n', 'database: x\n\n'])(
    'finds no data in %j',
    (frame) => {
      expect(data(frame)).toBeUndefined();
    },
  );

  it('reads back what sseFrame wrote', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(sseData(sseFrame(text))).toBe(text);
      }),
    );
    expect(sseData(SSE_DONE)).toBe('[DONE]');
  });
});

describe('sseEventName', () => {
  it('reads the event field and nothing else', () => {
    expect(sseEventName(Buffer.from('event: error\ndata: x\n\n'))).toBe('error');
    expect(sseEventName(Buffer.from('data: event: error\n\n'))).toBeUndefined();
  });
});
