import { composeDocument } from './compose-document.js';

it('dollar signs that `config` doubled are as they were meant, wherever they stand', () => {
  const output = 'services:\n  web:\n    command: [sh, -c, "echo $$HOME $$$$"]\n    environment: {A: $$x}\n';
  expect(composeDocument(output, 2)).toEqual({
    generation: 2,
    services: { web: { command: ['sh', '-c', 'echo $HOME $$'], environment: { A: '$x' } } },
    networks: {},
    volumes: {},
  });
});

it.each(['services: [', 'services: []', '- a', ''])('%j is no document', (output) => {
  expect(composeDocument(output, 1)).toBeUndefined();
});
