import type { ServiceList } from '../../api/ops-views.js';
import { groupingIn, groupOf, nodeIn, nodesOfSeveral } from './row-grouping.js';
import type { ServiceRow } from './service-rows.js';

const row = (node: string, project: string) => ({ service: { node, project } }) as ServiceRow;

it('what stands in the address is a grouping, and anything else the one at first', () => {
  expect(['node', 'project', 'nothing', '', 'toString'].map(groupingIn)).toEqual([
    'node',
    'project',
    'nothing',
    'node',
    'node',
  ]);
});

it('rows are grouped by node, and by project too on a node that has several', () => {
  const rows = [row('local', 'home'), row('gpu-1', 'models'), row('gpu-1', 'home')];
  const several = nodesOfSeveral(rows);
  expect(rows.map(groupOf('node', several))).toEqual(['local', 'gpu-1 / models', 'gpu-1 / home']);
  expect(rows.map(groupOf('project', several))).toEqual(['home', 'models', 'home']);
});

it('of a node that does not answer it is told when it was seen, and why it is not', () => {
  const list: ServiceList = {
    services: [],
    problems: [{ node: 'gpu', code: 'node_unreachable', reason: 'no route' }],
    lost: [{ node: 'gpu', seen_at: '2026-11-20T14:02:00Z', services: [] }],
  };
  expect(nodeIn(list, 'gpu')).toEqual({
    answers: false,
    seenAt: '2026-11-20T14:02:00Z',
    problem: { node: 'gpu', code: 'node_unreachable', reason: 'no route' },
  });
  expect(nodeIn(list, 'local')).toEqual({ answers: true, seenAt: undefined, problem: undefined });
});
