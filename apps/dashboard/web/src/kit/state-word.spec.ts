import { stateWords } from './state-word.js';

const said = stateWords({ dead: ['failed', 'Dead'] });

it('a state has the word of its table', () => {
  expect(said('dead')).toEqual({ kind: 'failed', word: 'Dead' });
});

it.each(['swimming', 'constructor', ''])('a state that nobody knows (%j) is shown as it came', (name) => {
  expect(said(name)).toEqual({ kind: 'unknown', word: name });
});
