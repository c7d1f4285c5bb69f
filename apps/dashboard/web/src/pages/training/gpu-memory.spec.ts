import { freeText, gpusOf, memoryText } from './gpu-memory.js';

const gpu = (used: number | null) => ({
  name: 'RTX',
  memory_used_mb: used,
  memory_total_mb: 24_564,
  utilization_pct: 97,
});

it('a job has the GPUs of its numbers, and an Apple one or one that is not there has none', () => {
  const all = [gpu(1), gpu(2)];
  expect(gpusOf('1', all).map(({ id, memory_used_mb: used }) => [id, used])).toEqual([['1', 2]]);
  expect(gpusOf('0,1', all).map(({ id }) => id)).toEqual(['0', '1']);
  expect([...gpusOf('mps', all), ...gpusOf('7', all)]).toEqual([]);
});

it('memory is told in gibibytes, and never as nought when it cannot be read', () => {
  expect(memoryText(gpu(20_000))).toBe('19.5 GiB of 24 GiB');
  expect(freeText(gpu(20_000))).toBe('4.5 GiB of 24 GiB free');
  expect([memoryText(gpu(null)), freeText(gpu(null))]).toEqual([
    'memory not readable',
    'memory not readable',
  ]);
});
