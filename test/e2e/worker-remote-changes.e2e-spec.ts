import { type ChangeRequest, type JobEvent } from '@app/jobs';
import { nodesFile, nodesOf } from '@app/docker';
import { composeProject, serviceEntry } from '../docker/compose-project.ts';
import { engineClientOf } from '../docker/engine-client-of.ts';
import { startGpuNode, type GpuNode } from '../docker/gpu-node.ts';
import { startImageRegistry, type ImageRegistry } from '../docker/image-registry.ts';
import { startWorkerBench, type WorkerBench } from './worker-bench.ts';

let registry: ImageRegistry;
let gpu: GpuNode;
let bench: WorkerBench;
let nodes: { readonly gpu: object };
let image: string;

beforeAll(async () => {
  [registry, gpu] = await Promise.all([startImageRegistry(), startGpuNode()]);
  image = `${registry.address}/model:1`;
  const { project, directory, files } = await composeProject(
    gpu.engine,
    'models',
    serviceEntry('vllm', image, 'true'),
  );
  nodes = { gpu: { url: gpu.caddy.dockerUrl, tls: gpu.tls, compose: { project, directory, files } } };
  bench = await startWorkerBench(serviceEntry('web', image, 'true'), { nodes });
}, 120_000);
afterAll(async () => {
  await bench?.close();
  await gpu?.close();
  await registry?.close();
}, 60_000);

const change = (action: ChangeRequest['action']): ChangeRequest => ({
  node: 'gpu',
  action,
  services: ['vllm'],
});

it('a pull on a node behind Caddy is done by its engine, and tells how far it is', async () => {
  const id = await registry.publish(gpu.engine, 'model:1', { N: '1' });
  const { outcome, events } = await bench.run(change('pull'));
  expect(outcome).toMatchObject({
    result: 'ok',
    value: {
      images: [{ reference: image, before: { image_id: null }, after: { image_id: id }, changed: true }],
    },
  });
  const percents = events
    .filter((event): event is Extract<JobEvent, { type: 'progress' }> => event.type === 'progress')
    .map(({ percent }) => percent ?? 0);
  expect(percents).toEqual(percents.toSorted((one, other) => one - other));
  expect([percents[0], percents.at(-1)]).toEqual([0, 100]);
}, 60_000);

it('a pull there that the registry refuses says so', async () => {
  await registry.close();
  const { outcome } = await bench.run(change('pull'));
  expect(outcome).toMatchObject({ result: 'error' });
  expect(['node_failed', 'image_pull_failed']).toContain(outcome.code);
}, 60_000);

it.each(['up', 'deploy', 'rollback'] as const)(
  '%s is refused there: no container is made from afar',
  async (action) => {
    const rollout = {
      images: { vllm: { reference: image } },
      pull: 'missing',
      health_timeout_sec: 5,
    } as const;
    const request = action === 'up' ? change(action) : { ...change(action), rollout };
    const { status, body } = await bench.plan(request);
    expect([status, body.code]).toEqual([409, 'node_cannot_create']);
  },
);

it('no image there can be given another name from afar', async () => {
  const node = nodesOf(nodesFile.parse({ nodes }), '/').get('gpu');
  if (node === undefined) throw new Error('the file has no such node');
  const tagged = engineClientOf(node).tagImage(image, 'trusted/name:1');
  await expect(tagged).rejects.toMatchObject({ code: 'node_proxy_refused' });
});
