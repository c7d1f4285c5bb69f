import { stage, type Stage } from './index.js';

describe('the stage of a job', () => {
  it.each<[string, string, Stage]>([
    ['running', 'Training', 'training'],
    ['running', 'Starting job...', 'preparing'],
    ['running', 'Loading model', 'preparing'],
    ['running', 'Quantizing Transformer', 'preparing'],
    ['running', '', 'preparing'],
    ['running', 'Generating images - 3/8', 'sampling'],
    ['running', 'Saving model', 'saving'],
    ['running', 'Training completed', 'saving'],
    ['running', 'Stopping job...', 'saving'],
    ['running', 'Job queued', 'waiting'],
    ['queued', 'Training', 'waiting'],
    ['stopping', 'Training', 'saving'],
    ['stopped', 'Training', 'ended'],
    ['completed', 'Training completed', 'ended'],
    ['error', 'Training', 'ended'],
  ])('%s with "%s" is %p', (status, info, expected) => {
    expect(stage(info, status)).toBe(expected);
  });
});
