import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComposeDocument, ConfigHashes, ContainerSetup, ServiceContainer } from '@app/docker';
import { DomainError } from '@app/kernel';
import type { FoundService } from '../nodes/service-finder.js';
import { DriftReader } from './drift-reader.js';

const SETUP: Partial<ContainerSetup> = {
  image: 'web:1',
  imageId: `sha256:${'1'.repeat(64)}`,
  command: ['serve', 'old'],
  entrypoint: [],
  env: [],
  labels: {},
  ports: [],
  mounts: [],
  networkMode: 'home_default',
  networks: ['home_default'],
  devices: [],
  restart: 'no',
};
const container = { id: 'a'.repeat(64), name: 'home-web-1' } as ServiceContainer;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'drift-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** What is told of the command, where the files now say this one. */
async function toldOf(command: string[]): Promise<string | undefined> {
  const none = () => Promise.reject(new DomainError('image_not_found', 'no such image'));
  const client = { inspectImage: none, imageSetup: none, containerSetup: () => Promise.resolve(SETUP) };
  const node = { id: 'local', engine: { kind: 'local' }, compose: { project: 'home', directory } };
  const found = { engine: { node, client }, service: 'web', containers: [container] };
  const document: ComposeDocument = {
    generation: 2,
    services: { web: { image: 'web:1', command } },
    networks: {},
    volumes: {},
  };
  const reader = new DriftReader(
    { find: () => Promise.resolve(found as unknown as FoundService) },
    { of: () => Promise.resolve(document) },
    { of: () => Promise.resolve({ hashes: undefined as ConfigHashes | undefined, problem: undefined }) },
  );
  const { containers } = await reader.read({ node: 'local', service: 'web' }, new AbortController().signal);
  return containers[0]?.differences.find(({ field }) => field === 'command')?.files;
}

it('what ".env" alone put into a command is told, but for what is named like a secret there', async () => {
  await writeFile(join(directory, '.env'), 'MODEL=large-one\nTUNNEL_TOKEN="hunter2-and-more"\n');
  expect(await toldOf(['serve', 'large-one', 'at:hunter2-and-more'])).toBe('serve large-one at:***');
});

it('a project without ".env" is compared as well', async () => {
  expect(await toldOf(['serve', 'new'])).toBe('serve new');
});
