import { EMPTY_DRAFT, nameProblem, wishOf } from './key-draft.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');

it('a key that nothing was said of may do nothing, and ends in 90 days', () => {
  expect(wishOf({ ...EMPTY_DRAFT, id: 'laptop' }, NOW)).toEqual({
    id: 'laptop',
    roles: [],
    scopes: { models: [], tools: [], nodes: [], services: [] },
    expires_at: '2027-02-19T12:00:00.000Z',
  });
});

it('one that never expires is asked for without a time, and a note without its blanks', () => {
  const scopes = { ...EMPTY_DRAFT.scopes, models: 'ollama/*, vllm/*' };
  const wish = wishOf({ ...EMPTY_DRAFT, id: 'ci', expires: 'never', note: ' for CI ', scopes }, NOW);
  expect(wish).toMatchObject({ note: 'for CI', scopes: { models: ['ollama/*', 'vllm/*'] } });
  expect(wish).not.toHaveProperty('expires_at');
});

it.each([
  ['', false],
  ['laptop', false],
  ['Laptop', true],
  ['-laptop', true],
  ['a'.repeat(64), true],
  ['ci', true],
  ['ops-token', true],
])('the name %j is refused: %s', (id, isRefused) => {
  expect(nameProblem(id, ['ci']) !== undefined).toBe(isRefused);
});
