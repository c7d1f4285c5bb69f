import { configDifferences } from './config-differences.js';

const config = (process: object, name = 'fox') => ({
  job: 'extension',
  config: { name, process: [process] },
});

it('what differs has its place in the config and both values, and the rest is counted', () => {
  const here = config({ train: { lr: 0.0001, steps: 1_000 }, datasets: [{ folder_path: '/a' }] });
  const there = config({ train: { lr: 0.0002, steps: 1_000 }, datasets: [{ folder_path: '/b' }] }, 'hare');
  expect(configDifferences(here, there)).toEqual({
    differ: [
      { place: 'config › name', here: 'fox', there: 'hare' },
      { place: 'train › lr', here: '0.0001', there: '0.0002' },
      { place: 'datasets › 1 › folder_path', here: '/a', there: '/b' },
    ],
    same: 2,
  });
});

it('a setting that one of them lacks is absent there, and null is not', () => {
  const { differ } = configDifferences(config({ train: { ema: null } }), config({ sample: { seed: 42 } }));
  expect(differ).toEqual([
    { place: 'train › ema', here: 'null', there: undefined },
    { place: 'sample › seed', here: undefined, there: '42' },
  ]);
});

it('a list of plain values is one value', () => {
  const { differ } = configDifferences(config({ resolution: [512, 768] }), config({ resolution: [512] }));
  expect(differ).toEqual([{ place: 'resolution', here: '[512,768]', there: '[512]' }]);
});
