import { chosenOf, MOST_LOGS } from './merged-choice.js';

const known = ['gpu-1/vllm', 'local/a', 'local/b'];

it('without a choice all are followed, or all of the node that is named', () => {
  expect(chosenOf('', '', known)).toEqual(known);
  expect(chosenOf('', 'local', known)).toEqual(['local/a', 'local/b']);
});

it('a choice in the URL holds as far as it is known, and none is a choice', () => {
  expect(chosenOf('local/b,local/gone', 'gpu-1', known)).toEqual(['local/b']);
  expect(chosenOf('none', '', known)).toEqual([]);
});

it('no more are followed than go together', () => {
  const many = Array.from({ length: 40 }, (_, at) => `local/s${at}`);
  expect(chosenOf('', '', many)).toHaveLength(MOST_LOGS);
});
