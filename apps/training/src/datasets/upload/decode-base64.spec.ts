import fc from 'fast-check';
import { decodeBase64 } from './decode-base64.js';

it('gives back every bytes that were encoded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
      const given = Buffer.from(bytes);
      expect(decodeBase64(given.toString('base64'), 200)).toEqual(given);
    }),
  );
});

it.each(['a', 'aGVsbG8', 'aGVsbG8=====', 'aGVs bG8=', 'aGVsbG8=aGVs', 'a-_b', 'データ'])(
  'refuses %j',
  (text) => {
    expect(decodeBase64(text, 200)).toBe('not_base64');
  },
);

it('refuses what is too large before it is decoded, and what is too large by a byte', () => {
  expect(decodeBase64('!'.repeat(1_000), 4)).toBe('image_too_large');
  expect(decodeBase64(Buffer.alloc(5).toString('base64'), 4)).toBe('image_too_large');
  expect(decodeBase64(Buffer.alloc(4).toString('base64'), 4)).toEqual(Buffer.alloc(4));
});
