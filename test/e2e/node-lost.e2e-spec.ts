import { serviceEntry } from '../docker/compose-project.ts';
import type { GpuNode } from '../docker/gpu-node.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startOperations, type Operations } from './operations.ts';

let ops: Operations;
let gpu: GpuNode;

beforeAll(async () => {
  ops = await startOperations(['web'], { gpu: ['vllm'] });
  const { node, project } = ops.gpu as NonNullable<Operations['gpu']>;
  gpu = node;
  // It takes its time to stop, so that its node is lost before it has.
  await project.write(serviceEntry('vllm', BUSYBOX_IMAGE, "trap 'sleep 4; exit 0' TERM; echo up"));
  await project.compose('up', '-d');
}, 120_000);
afterAll(() => ops?.close(), 60_000);

it('a node that is lost after it was asked for a change: unknown, not repeated, and found out later', async () => {
  gpu.recorded.forget();
  const asked = gpu.recorded.called(({ method }) => method === 'POST');
  const answered = ops.call('POST', '/services/vllm/stop?node=gpu', { body: { confirm: true } });
  const { path } = await asked;
  expect(path).toContain('/stop');
  await gpu.caddy.kill();

  expect(await answered).toMatchObject({ status: 502, body: { code: 'node_outcome_unknown' } });
  const intent = await ops.audited(({ action, result }) => action === 'stop' && result === 'intent');
  const outcome = await ops.audited(({ metadata }) => metadata['intent'] === intent.event_id);
  expect(outcome).toMatchObject({
    action: 'stop',
    result: 'unknown',
    metadata: { code: 'node_outcome_unknown' },
  });

  const { body: seen } = await ops.call('GET', '/services');
  expect(seen['services']).toMatchObject([{ node: 'local', id: 'web' }]);
  expect(seen['problems']).toMatchObject([{ node: 'gpu', code: 'node_unreachable' }]);

  await gpu.caddy.start();
  const verdict = await ops.audited(
    ({ action, metadata }) => action === 'reconcile' && metadata['intent'] === intent.event_id,
  );
  expect(verdict).toMatchObject({ result: 'ok', metadata: { verdict: 'happened', of: 'stop' } });
  expect((await ops.call('GET', '/services/vllm?node=gpu')).body['state']).toBe('exited');
  expect(gpu.recorded.changes.map((call) => call.path)).toEqual([path]);
}, 90_000);
