import fc from 'fast-check';
import { shellWords } from './shell-words.js';

it.each([
  ['', []],
  ['  serve   --port 80 ', ['serve', '--port', '80']],
  [`sh -c 'echo "one two"'`, ['sh', '-c', 'echo "one two"']],
  [String.raw`say a\ b "c \" d"`, ['say', 'a b', 'c " d']],
  [`join'ed 'up""`, ['joined up']],
  ['say "never ended', undefined],
])('%j is split into %j', (text, words) => {
  expect(shellWords(text)).toEqual(words);
});

it('whatever words are quoted come back as they were', () => {
  const word = fc.string({ minLength: 1 }).filter((text) => !text.includes("'"));
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(shellWords(words.map((text) => `'${text}'`).join(' '))).toEqual(words);
    }),
  );
});
