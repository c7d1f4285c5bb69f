import { tokensOf } from './highlight.js';

it('colours code without losing a character of it, and makes no markup', () => {
  const code = 'def f(a):\n    return "<b>" + str(a)  # so\n';
  const tokens = tokensOf(code, 'py') ?? [];
  expect(tokens.map(({ text }) => text).join('')).toBe(code);
  expect(tokens).toContainEqual({ text: '"<b>"', kind: 'string' });
  expect(tokens.find(({ text }) => text === 'return')).toMatchObject({ kind: 'keyword' });
});

it('leaves a language that it does not know, and code that is too long, as they are', () => {
  expect(tokensOf('a', 'cobol')).toBeUndefined();
  expect(tokensOf('a'.repeat(60_000), 'json')).toBeUndefined();
});
