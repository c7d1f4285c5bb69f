import { SharedToken } from './shared-token.js';

const TOKEN = 'a-worker-token-of-32-letters-...';

it.each([
  [TOKEN, true],
  [`${TOKEN}x`, false],
  [TOKEN.slice(1), false],
  [TOKEN.toUpperCase(), false],
  ['', false],
])('%j matches: %s', (key, matches) => {
  expect(new SharedToken('WORKER_TOKEN', TOKEN).matches(key)).toBe(matches);
});

it('names its own variable when it is weak', () => {
  expect(() => new SharedToken('WORKER_TOKEN', 'weak')).toThrow(/WORKER_TOKEN: got a value of 4 characters/);
});
