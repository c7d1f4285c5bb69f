import { DomainError } from '@app/kernel';
import type { ConfigCache } from '../drift/config-cache.js';
import type { DriftingService } from '../drift/with-drift.js';
import type { NodeEngines } from './node-engines.js';
import { NodeReader } from './node-reader.js';

it('what a node had is kept with its time while it does not answer, and is no service of now', async () => {
  let isAway = false;
  const listContainers = () =>
    isAway ? Promise.reject(new DomainError('node_unreachable', 'no route')) : Promise.resolve([]);
  const node = { id: 'gpu', compose: { project: 'p' }, protectedServices: [] };
  const engines = { all: [{ node, client: { node: 'gpu', listContainers } }] } as unknown as NodeEngines;
  const configs = { of: () => Promise.resolve({}) } as unknown as ConfigCache;
  const marks = {
    on: (_engine: unknown, services: readonly DriftingService[]) => Promise.resolve([...services]),
  };
  const reader = new NodeReader(engines, configs, marks, { now: () => 0, monotonic: () => 0 });
  isAway = true;
  expect((await reader.services()).lost).toEqual([]);
  isAway = false;
  expect((await reader.services()).lost).toEqual([]);
  isAway = true;
  expect(await reader.services()).toEqual({
    services: [],
    problems: [{ node: 'gpu', code: 'node_unreachable', reason: 'no route' }],
    lost: [{ node: 'gpu', seenAt: '1970-01-01T00:00:00.000Z', services: [] }],
  });
});
