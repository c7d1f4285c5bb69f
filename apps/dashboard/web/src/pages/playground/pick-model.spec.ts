import { pickModel } from './pick-model.js';

const models = [
  { id: 'ollama/embed', capabilities: ['embedding'] },
  { id: 'ollama/away', capabilities: ['completion'], stale: true },
  { id: 'ollama/qwen3:8b', capabilities: ['completion', 'tools'] },
  { id: 'loopback/echo' },
];

it.each([
  [
    'the one that was asked for, although its provider is away',
    { wanted: 'ollama/away', last: 'loopback/echo' },
    'ollama/away',
  ],
  ['the one used last', { wanted: 'no/such', last: 'ollama/qwen3:8b' }, 'ollama/qwen3:8b'],
  [
    'the default, when the last one does not answer',
    { last: 'ollama/away', fallback: 'ollama/qwen3:8b' },
    'ollama/qwen3:8b',
  ],
  ['the echo for a newcomer', {}, 'loopback/echo'],
])('chooses %s', (_, wishes, chosen) => {
  expect(pickModel(models, wishes)).toBe(chosen);
});

it('never chooses a model that only embeds, and rather one that answers', () => {
  expect(pickModel(models.slice(0, 3), {})).toBe('ollama/qwen3:8b');
  expect(pickModel(models.slice(0, 2), {})).toBe('ollama/away');
  expect(pickModel(models.slice(0, 1), {})).toBeUndefined();
});
