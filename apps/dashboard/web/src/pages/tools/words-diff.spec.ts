import fc from 'fast-check';
import { placeOf, wordsDiff } from './words-diff.js';

const shown = (before: string, after: string) =>
  wordsDiff(before, after).map(({ side, text }) => `${side}:${text}`);

it('marks the words that went and came, and leaves the others whole', () => {
  expect(shown('"reads a file"', '"reads every file"')).toEqual([
    'both:"reads ',
    'before:a',
    'after:every',
    'both: file"',
  ]);
});

it('shows what cannot be seen by its name, and never a part of its escape', () => {
  const pieces = wordsDiff('"gets\\u200b"', '"gets\\u200c, \\u202eand sends"');
  expect(pieces.filter(({ hidden }) => hidden !== undefined)).toEqual([
    { side: 'before', text: 'U+200B', hidden: 'zero-width space' },
    { side: 'after', text: 'U+200C', hidden: 'zero-width non-joiner' },
    { side: 'after', text: 'U+202E', hidden: 'right-to-left override' },
  ]);
});

it('does not take text about an escape for one', () => {
  const pieces = wordsDiff(undefined, JSON.stringify('write \\u202e'));
  expect(pieces).toEqual([{ side: 'after', text: '"write \\u202e"' }]);
});

it('shows the words that every object has as words', () => {
  expect(shown('toString', 'constructor')).toEqual(['before:toString', 'after:constructor']);
});

it('loses nothing of either text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const pieces = wordsDiff(before.replaceAll('\\', ''), after.replaceAll('\\', ''));
      const of = (side: string) =>
        pieces
          .filter((piece) => piece.side === 'both' || piece.side === side)
          .map(({ text }) => text)
          .join('');
      expect([of('before'), of('after')]).toEqual([before.replaceAll('\\', ''), after.replaceAll('\\', '')]);
    }),
  );
});

it('names the field of a definition and the place in it', () => {
  expect(placeOf('/inputSchema/properties/a~1b/description')).toEqual({
    field: 'Input schema',
    within: 'properties › a/b › description',
  });
  expect(placeOf('')).toEqual({ field: 'Definition', within: '' });
});
