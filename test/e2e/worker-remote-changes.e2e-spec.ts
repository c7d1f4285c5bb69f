import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChangeRequest, JobEvent, Rollout } from '@app/jobs';
import { keptName, nodesFile, nodesOf } from '@app/docker';
import { composeProject, serviceEntry } from '../docker/compose-project.ts';
import { docker } from '../docker/docker-cli.ts';
import { engineClientOf } from '../docker/engine-client-of.ts';
import { startGpuNode, type GpuNode } from '../docker/gpu-node.ts';
import { startImageRegistry, type ImageRegistry } from '../docker/image-registry.ts';
import { startWorkerBench, type WorkerBench } from './worker-bench.ts';
/** Healthy but for the image that sets the variable. */
const HEALTH = `healthcheck: { test: ['CMD-SHELL', 'test -z "$$BAD"'], interval: 1s, retries: 1 }`;

let registry: ImageRegistry;
let gpu: GpuNode;
let bench: WorkerBench;
let nodes: { readonly gpu: object };
let image: string;

beforeAll(async () => {
  registry = await startImageRegistry();
  gpu = await startGpuNode({ policy: { project: 'models', images: [`${registry.address}/*`] } });
  image = `${registry.address}/model:1`;
  const { project, directory, files } = await composeProject(
    gpu.engine,
    'models',
    serviceEntry('vllm', image, 'true', [HEALTH]),
  );
  nodes = { gpu: { url: gpu.caddy.dockerUrl, tls: gpu.tls, compose: { project, directory, files } } };
  bench = await startWorkerBench(serviceEntry('web', image, 'true'), { nodes, flavour: 'plugin' });
}, 120_000);
afterAll(async () => {
  await bench?.close();
  await gpu?.close();
  await registry?.close();
}, 60_000);

const deployment = (pull: Rollout['pull']): ChangeRequest => ({
  ...change('deploy'),
  rollout: { images: { vllm: { reference: image } }, pull, health_timeout_sec: 30 },
});
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

it('a tag that a failed deployment has moved there is not taken by the next up', async () => {
  expect((await bench.run(change('up'))).outcome).toMatchObject({ result: 'ok' });
  const first = await docker(gpu.engine, 'image', 'inspect', '--format', '{{.Id}}', image);
  await registry.publish(gpu.engine, 'model:1', { BAD: '1' });
  const { outcome } = await bench.run(deployment('always'));
  expect(outcome).toMatchObject({ result: 'error', code: 'deployment_rolled_back' });
  expect(await docker(gpu.engine, 'image', 'inspect', '--format', '{{.Id}}', image)).not.toBe(first);
  const { body } = await bench.plan(change('up'));
  expect(body.steps).toMatchObject([{ effect: 'none', image_id: first }]);
  expect(await readFile(join(bench.data, 'worker/gpu.pins.yml'), 'utf8')).toMatch(/model@?.*sha256:/);
}, 90_000);

it('a pull there that the registry refuses says so', async () => {
  await registry.close();
  const { outcome } = await bench.run(change('pull'));
  expect(outcome).toMatchObject({ result: 'error' });
  expect(['node_failed', 'image_pull_failed']).toContain(outcome.code);
}, 60_000);

it('no image there can be given a name from afar but one of our own', async () => {
  const node = nodesOf(nodesFile.parse({ nodes }), '/').get('gpu');
  if (node === undefined) throw new Error('the file has no such node');
  const client = engineClientOf(node);
  const { id } = await client.inspectImage(image);
  await expect(client.tagImage(image, 'trusted/name:1')).rejects.toMatchObject({
    code: 'node_proxy_refused',
  });
  const kept = keptName('vllm', id);
  await client.keepImage(image, kept);
  expect((await client.inspectImage(kept)).id).toBe(id);
  await client.untagImage(kept);
  await expect(client.inspectImage(kept)).rejects.toMatchObject({ code: 'image_not_found' });
});

it.each(['up', 'deploy', 'rollback'] as const)(
  '%s is refused there while there is no gate',
  async (action) => {
    await gpu.gate?.close();
    const request = action === 'up' ? change(action) : { ...deployment('missing'), action };
    const { status, body } = await bench.plan(request);
    expect([status, body.code]).toEqual([409, 'node_cannot_create']);
  },
);
