import fc from 'fast-check';
import { EventLength } from './bounded-body.js';

const event = fc
  .array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 4 })
  .chain((lines) => fc.constantFrom('\n', '\r\n', '\r').map((end) => `${lines.join(end)}${end}${end}`));

describe('the length of an event', () => {
  it('is counted from its own first byte, however the stream is cut', () => {
    fc.assert(
      fc.property(event, event, fc.nat(200), (first, second, at) => {
        const whole = Buffer.from(first + second);
        const length = new EventLength();
        length.add(whole.subarray(0, at));
        length.add(whole.subarray(at, whole.length - 2));
        expect(length.bytes).toBeLessThanOrEqual(Buffer.byteLength(second) + 1);
        length.add(whole.subarray(Math.max(at, whole.length - 2)));
        expect(length.bytes).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('grows over all lines of an event', () => {
    const length = new EventLength();
    length.add(Buffer.from('data: a\r\ndata: b\r\ndata: c\r\n'));
    expect(length.bytes).toBe(27);
  });
});
