import type { NodeUse } from '../../api/ops-views.js';
import { lostGpu } from './lost-gpu.js';

const NOW = 1_000_000;
const use = (given: Partial<NodeUse> = {}): NodeUse => ({
  node: 'gpu-1',
  age_ms: 1_000,
  services: [],
  gpu_history: [],
  ...given,
});
const saying = (code: string) => ({ gpu_problem: { code, reason: `it says ${code}` } });
const why = (given: Partial<NodeUse>) => lostGpu(use(given), NOW, NOW);

it.each(['gpu_missing', 'gpu_driver_lost'])('no model loads where the source says %s', (code) => {
  expect(why(saying(code))).toEqual({ node: 'gpu-1', reason: `it says ${code}` });
});

it.each<[string, Partial<NodeUse>]>([
  ['whose source tells of a GPU', { gpus: [{ index: 0 }] }],
  ['that never had a source', {}],
  ['whose source does not answer', saying('gpu_unreachable')],
  ['whose source fails, and no GPU was ever seen', saying('gpu_failed')],
  ['of which nothing was read yet', { ...saying('gpu_driver_lost'), age_ms: null }],
  ['of which what is known is old', { ...saying('gpu_driver_lost'), age_ms: 30_001 }],
  ['that is away itself', { ...saying('gpu_missing'), problem: { node: 'gpu-1', code: 'x', reason: 'y' } }],
])('models load on a node %s', (_, given) => {
  expect(why(given)).toBeUndefined();
});
