import type { ComposeCli, DockerNode, EngineClient } from '@app/docker';
import type { JobPayload, JobVerdict, JobView } from '@app/jobs';
import { createLogger } from '@app/http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pins } from '../deployments/pins.js';
import type { NodeEngine } from '../nodes/node-engines.js';
import { Reconciler } from './reconciler.js';

const ID = 'c'.repeat(64);
const OLD = `sha256:${'1'.repeat(64)}`;
const NEW = `sha256:${'2'.repeat(64)}`;
const REQUESTED = '2026-11-01T10:00:00.000Z';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'reconciler-'))));
afterEach(() => rm(folder, { recursive: true }));

/** A node on which `web` runs in one container, made from `web:2`, and a book with one job that was cut off. */
function reconcilerOver(parts: { readonly runs: string; readonly lastSign: string }) {
  const node: DockerNode = {
    id: 'local',
    engine: { kind: 'local', socket: '/run/x.sock' },
    compose: { project: 'main', directory: folder, files: [join(folder, 'compose.yml')] },
    protectedServices: [],
  };
  const labels = { 'com.docker.compose.service': 'web', 'com.docker.compose.project': 'main' };
  const details = {
    id: ID,
    name: 'main_web_1',
    image: 'web:2',
    imageId: parts.runs,
    labels,
    state: 'running',
  };
  const client = {
    listContainers: async () => [{ ...details, ports: [] }],
    inspectContainer: async () => ({ ...details, restartCount: 0, exitCode: 0, startedAt: REQUESTED }),
    inspectImage: async () => ({ id: NEW, tags: [], digests: [], taggedAt: undefined }),
  } as unknown as EngineClient;
  const cli = { services: async () => new Map([['web', {}]]) } as unknown as ComposeCli;
  const pins = new Pins(node, folder);
  const settled: JobVerdict[] = [];
  const book = {
    interrupted: async () => (settled.length === 0 ? [deployment()] : []),
    settle: async (_id: string, verdict: JobVerdict) => void settled.push(verdict),
  };
  const engine = { node, client } as NodeEngine;
  const journal = { lastSign: () => Date.parse(parts.lastSign) };
  const logger = createLogger('worker', 'silent');
  const reconciler = new Reconciler(engine, { cli, pins }, book, journal, logger, 3_000);
  return { reconciler, pins, settled };
}

function deployment(): JobView {
  const rollout = {
    images: { web: { reference: 'web:2' } },
    pull: 'missing',
    health_timeout_sec: 1,
  } as const;
  const payload = { node: 'local', action: 'deploy', services: ['web'], requested_at: REQUESTED, rollout };
  return { jobId: 'job', payload: payload as unknown as JobPayload, state: 'interrupted' };
}

it('the images of a deployment that happened are pinned, as its own worker would have done', async () => {
  const { reconciler, pins, settled } = reconcilerOver({ runs: NEW, lastSign: REQUESTED });
  reconciler.start(60_000);
  await reconciler.close();
  expect(settled).toMatchObject([{ verdict: 'happened' }]);
  expect([...(await pins.images())]).toEqual([['web', 'web:2']]);
});

it('a deployment that did not come to its end pins nothing', async () => {
  const { reconciler, pins, settled } = reconcilerOver({ runs: OLD, lastSign: REQUESTED });
  reconciler.start(60_000);
  await reconciler.close();
  expect(settled).toMatchObject([{ verdict: 'partial' }]);
  expect([...(await pins.images())]).toEqual([]);
});

it('nothing is said of a job whose Compose may still be at work', async () => {
  const lastSign = new Date().toISOString();
  const { reconciler, settled } = reconcilerOver({ runs: OLD, lastSign });
  reconciler.start(60_000);
  await reconciler.close();
  expect(settled).toEqual([]);
});
