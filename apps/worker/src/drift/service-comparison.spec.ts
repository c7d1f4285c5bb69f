import type {
  ComposeDocument,
  ContainerSetup,
  EngineClient,
  ImageSetup,
  ServiceContainer,
} from '@app/docker';
import { DomainError, type JsonObject } from '@app/kernel';
import type { NodeEngine } from '../nodes/node-engines.js';
import { compareService } from './service-comparison.js';

const IMAGE: ImageSetup = {
  command: ['serve'],
  entrypoint: ['/init'],
  env: ['PATH=/bin', 'LANG=C'],
  labels: { maker: 'somebody' },
  user: '',
  workingDir: '/app',
  volumes: ['/data'],
};
const SETUP: ContainerSetup = {
  ...IMAGE,
  image: 'web:1',
  imageId: `sha256:${'1'.repeat(64)}`,
  labels: { ...IMAGE.labels, 'com.docker.compose.project': 'home', tier: 'front' },
  env: [...IMAGE.env, 'MODE=one', 'TOKEN=hunter2-and-more'],
  ports: [{ container: '80/tcp', address: '', host: '8080' }],
  mounts: [
    { type: 'bind', source: '/srv/home/conf', target: '/conf', readOnly: true },
    { type: 'volume', source: 'f'.repeat(64), target: '/data', readOnly: false },
    { type: 'volume', source: 'home_kept', target: '/kept', readOnly: false },
  ],
  networkMode: 'home_default',
  networks: ['home_default'],
  memory: 536_870_912,
  nanoCpus: 500_000_000,
  pids: 0,
  devices: [],
  restart: 'unless-stopped',
};
/** What makes exactly that container. */
const ENTRY: JsonObject = {
  image: 'web:1',
  environment: { MODE: 'one', TOKEN: 'hunter2-and-more', ABSENT: null },
  labels: { tier: 'front' },
  ports: [{ target: 80, published: '8080', protocol: 'tcp', mode: 'ingress' }],
  volumes: [
    { type: 'bind', source: '/srv/home/conf', target: '/conf', read_only: true },
    { type: 'volume', source: 'kept', target: '/kept' },
  ],
  networks: { default: null },
  mem_limit: '512m',
  cpus: 0.5,
  restart: 'unless-stopped',
};

const container = { id: 'a'.repeat(64), name: 'home-web-1' } as ServiceContainer;

async function compared(entry: JsonObject, parts: Partial<ComposeDocument> = {}, hasImage = true) {
  const none = () => Promise.reject(new DomainError('image_not_found', 'no such image'));
  const client = {
    inspectImage: () => (hasImage ? Promise.resolve({ id: SETUP.imageId }) : none()),
    imageSetup: () => Promise.resolve(IMAGE),
    containerSetup: () => Promise.resolve(SETUP),
  } as unknown as EngineClient;
  const node = { id: 'local', compose: { project: 'home', directory: '/srv/home' } };
  const engine = { node, client } as unknown as NodeEngine;
  const document = { generation: 2, services: { web: entry }, networks: {}, volumes: {}, ...parts } as const;
  const signal = new AbortController().signal;
  const told = await compareService({ engine, document, service: 'web', containers: [container] }, signal);
  const found = told?.containers[0]?.differences ?? [];
  return {
    untold: told?.untold,
    found: found.map(({ field, key, change, running, files }) => [field, key, change, running, files]),
  };
}

it('what the files would make again just so does not differ, in the words of either Compose', async () => {
  expect(await compared(ENTRY)).toEqual({ untold: [], found: [] });
  const older = {
    ...ENTRY,
    environment: ['MODE=one', 'TOKEN=hunter2-and-more'],
    labels: ['tier=front'],
    ports: ['8080:80/tcp'],
    volumes: ['/srv/home/conf:/conf:ro', 'kept:/kept:rw'],
    networks: ['default'],
    mem_limit: 536_870_912,
  };
  expect(await compared(older, { generation: 1 })).toEqual({ untold: [], found: [] });
});

it.each<[string, JsonObject, unknown[]]>([
  ['image', { image: 'web:2' }, ['name', 'changed', 'web:1', 'web:2']],
  ['command', { command: ['serve', '--fast'] }, ['', 'changed', '["serve"]', '["serve","--fast"]']],
  [
    'environment',
    { environment: { ...(ENTRY['environment'] as JsonObject), NEW: 'x' } },
    ['NEW', 'added', undefined, 'x'],
  ],
  ['environment', { environment: { TOKEN: 'hunter2-and-more' } }, ['MODE', 'removed', 'one', undefined]],
  ['ports', { ports: ['127.0.0.1:8080:80'] }, ['80/tcp', 'changed', '8080', '127.0.0.1:8080']],
  [
    'mounts',
    { volumes: ['./conf:/conf', 'kept:/kept'].map((text) => text.replace('./', '/srv/home/')) },
    ['/conf', 'changed', './conf, read only', './conf'],
  ],
  ['networks', { networks: { back: {}, default: {} } }, ['home_back', 'added', undefined, 'joined']],
  ['limits', { mem_limit: '1g' }, ['memory', 'changed', '512 MiB', '1024 MiB']],
  ['restart', { restart: 'on-failure:3' }, ['', 'changed', 'unless-stopped', 'on-failure:3']],
  ['user', { user: '1000' }, ['name', 'added', undefined, '1000']],
  ['labels', { labels: {} }, ['tier', 'removed', 'front', undefined]],
])('a change of the %s alone is told, with both sides', async (field, change, told) => {
  expect((await compared({ ...ENTRY, ...change })).found).toEqual([[field, ...told]]);
});

it('a GPU that is reserved is a limit, and all of them where no count is given', async () => {
  const devices = [{ driver: 'nvidia', capabilities: ['gpu'] }];
  const { found } = await compared({ ...ENTRY, deploy: { resources: { reservations: { devices } } } });
  expect(found).toEqual([['limits', 'devices', 'added', undefined, 'nvidia all (gpu)']]);
});

it('a command of its own entrypoint leaves that of the image behind', async () => {
  const { found } = await compared({ ...ENTRY, entrypoint: '/bin/sh -c "echo one"' });
  expect(found).toEqual([
    ['command', '', 'removed', '["serve"]', undefined],
    ['entrypoint', '', 'changed', '["/init"]', '["/bin/sh","-c","echo one"]'],
  ]);
});

it('names that the files give networks and volumes are those of the node', async () => {
  const parts = { volumes: { kept: { name: 'elsewhere' } }, networks: { default: { external: true } } };
  expect((await compared(ENTRY, parts)).found).toEqual([
    ['mounts', '/kept', 'changed', 'the volume home_kept', 'the volume elsewhere'],
    ['networks', 'default', 'added', undefined, 'joined'],
    ['networks', 'home_default', 'removed', 'joined', undefined],
  ]);
});

it('an image that moved or is missing is told by its id', async () => {
  const { found } = await compared(ENTRY, {}, false);
  expect(found).toEqual([['image', 'id', 'changed', '111111111111', 'not on the node']]);
});

it('what only Compose can resolve is untold, and no difference', async () => {
  const entry = {
    ...ENTRY,
    ports: ['8000-8010:80'],
    secrets: ['key'],
    command: 'say "never ended',
    deploy: { resources: { limits: { memory: '1g' } } },
  };
  const { untold, found } = await compared(entry, { generation: 1 });
  expect(untold).toEqual(['command', 'ports', 'mounts', 'limits']);
  expect(found).toEqual([]);
});

it('of a service that the files do not name nothing is told', async () => {
  expect(await compared(ENTRY, { services: {} })).toEqual({ untold: undefined, found: [] });
});
