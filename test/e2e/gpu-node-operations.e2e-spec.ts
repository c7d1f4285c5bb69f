import { startOperations, type Operations } from './operations.ts';

let ops: Operations;

beforeAll(async () => {
  ops = await startOperations(['web'], { gpu: ['vllm'] });
}, 90_000);
afterAll(() => ops?.close(), 60_000);

it('services of every node are in one list, each with its node', async () => {
  const { body } = await ops.call('GET', '/services');
  const services = body['services'] as { id: string; node: string; state: string }[];
  expect(services.map(({ id, node, state }) => [node, id, state])).toEqual([
    ['local', 'web', 'running'],
    ['gpu', 'vllm', 'running'],
  ]);
});

it.each([
  ['restart', 'restarted', 'running'],
  ['stop', 'stopped', 'exited'],
  ['start', 'started', 'running'],
])('%s works on the node behind Caddy', async (action, done, state) => {
  const { body } = await ops.call('POST', `/services/vllm/${action}?node=gpu`, { body: { confirm: true } });
  expect(body).toMatchObject({ ok: true, service: 'vllm', action: done, node: 'gpu' });
  const { body: seen } = await ops.call('GET', '/services/vllm?node=gpu');
  expect(seen['state']).toBe(state);
  const outcome = await ops.audited(({ metadata }) => metadata['intent'] === body['job']);
  expect(outcome).toMatchObject({ resource: 'gpu/vllm', action, result: 'ok' });
});
