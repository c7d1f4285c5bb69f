import fc from 'fast-check';
import { partsOf } from './fences.js';

it('splits text and code, and knows the language', () => {
  const answer = 'So:\n\n```Python\nprint("a")\n```\n\nAnd then **this**.';
  expect(partsOf(answer)).toEqual([
    { kind: 'text', text: 'So:' },
    { kind: 'code', text: 'print("a")', language: 'python', isClosed: true },
    { kind: 'text', text: 'And then **this**.' },
  ]);
});

it('a fence that is still open is code to the end', () => {
  expect(partsOf('```sh\nls')).toEqual([{ kind: 'code', text: 'ls', language: 'sh', isClosed: false }]);
});

it('a longer fence holds a shorter one, and tildes hold backticks', () => {
  expect(partsOf('````\n```\na\n```\n````')).toMatchObject([{ kind: 'code', text: '```\na\n```' }]);
  expect(partsOf('~~~\n```\n~~~')).toMatchObject([{ kind: 'code', text: '```' }]);
});

it('backticks within a line are text', () => {
  expect(partsOf('Use ```a``` here\n```a``` and here')).toMatchObject([{ kind: 'text' }]);
});

it('every line that is no fence is in exactly one part, in its order', () => {
  const line = fc.constantFrom('one', 'two <b>', '', '```', '```js', '~~~', '````');
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const isText = (one: string) => one === 'one' || one === 'two <b>';
      const kept = partsOf(lines.join('\n')).flatMap(({ text }) => text.split('\n'));
      expect(kept.filter(isText)).toEqual(lines.filter(isText));
    }),
  );
});
