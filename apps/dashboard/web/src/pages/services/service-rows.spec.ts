import type { NodeUse, Service } from '../../api/ops-views.js';
import { serviceRows } from './service-rows.js';

const service = (node: string, name: string): Service => ({
  id: name,
  name,
  node,
  project: 'home',
  state: 'running',
  protected: false,
  drift: 'none',
  depends_on: [],
  containers: [],
});
const told = (uses?: readonly NodeUse[]) => ({ uses, at: 10_000, isFailed: false });

it('services stand by node and name, those of this machine first', () => {
  const services = [
    service('gpu-10', 'z'),
    service('gpu-2', 'a'),
    service('local', 'b'),
    service('local', 'a'),
  ];
  const rows = serviceRows({ services, problems: [], lost: [] }, told());
  expect(rows.map(({ service: { node, name } }) => `${node}/${name}`)).toEqual([
    'local/a',
    'local/b',
    'gpu-2/a',
    'gpu-10/z',
  ]);
});

it('one whose node does not answer stays, as unknown and with when it was seen', () => {
  const lost = [{ node: 'gpu-1', seen_at: '2026-11-20T14:02:00Z', services: [service('gpu-1', 'vllm')] }];
  const [row] = serviceRows({ services: [], problems: [], lost }, told());
  expect(row?.state).toEqual({ kind: 'unknown', word: 'Unknown' });
  expect(row?.seenAt).toBe('2026-11-20T14:02:00Z');
});

it('a figure is as old as the worker says, by the clock of the viewer', () => {
  const use: NodeUse = {
    node: 'local',
    age_ms: 4_000,
    services: [{ service: 'a', cpu_percent: 7 }],
    gpu_history: [],
  };
  const [row] = serviceRows({ services: [service('local', 'a')], problems: [], lost: [] }, told([use]));
  expect([row?.readAt, row?.use?.cpu_percent, row?.gpu]).toEqual([6_000, 7, 'none']);
});

it('figures that were never read, and GPUs that cannot be, are no zeros', () => {
  const never: NodeUse = { node: 'local', age_ms: null, services: [], gpu_history: [] };
  const broken: NodeUse = { ...never, age_ms: 0, gpu_problem: { code: 'gpu_failed', reason: 'x' } };
  const rowWith = (use: NodeUse) =>
    serviceRows({ services: [service('local', 'a')], problems: [], lost: [] }, told([use]))[0];
  expect([rowWith(never)?.readAt, rowWith(never)?.gpu]).toEqual([0, undefined]);
  expect(rowWith(broken)?.gpu).toBe('unreadable');
});
