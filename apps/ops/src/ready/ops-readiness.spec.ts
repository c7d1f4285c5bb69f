import type { AuditLog } from '@app/audit';
import type { Redis } from '@app/jobs';
import type { WorkerClient } from '../worker/worker-client.js';
import { opsReadiness } from './ops-readiness.js';

const needs = (watch: { stuck?: string; full?: string }) => ({
  redis: { ping: () => Promise.resolve('PONG') } as unknown as Redis,
  worker: { open: () => Promise.resolve({ resume: () => undefined }) } as unknown as WorkerClient,
  audit: { state: {} } as unknown as AuditLog,
  watch: { stuck: undefined, full: undefined, ...watch },
});

it('ops is not ready while the jobs of a node are not taken, and says which', async () => {
  const stuck = 'a job of the node "local" has waited for 700 s, though a worker is connected';
  const { ready, dependencies } = await opsReadiness(needs({ stuck })).report();
  expect(ready).toBe(false);
  expect(dependencies.filter(({ ok }) => !ok)).toEqual([{ name: 'queue', ok: false, error: stuck }]);
});

it('a Redis that is nearly full is degraded, and ops is ready all the same', async () => {
  const full = 'Redis uses 78 % of its memory';
  const { ready, dependencies } = await opsReadiness(needs({ full })).report();
  expect(ready).toBe(true);
  expect(dependencies[0]).toEqual({ name: 'redis', ok: true, degraded: full });
});
