import { rm } from 'node:fs/promises';
import { serviceEntry } from '../docker/compose-project.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startOperations, type Operations } from './operations.ts';

const entry = (name: string, word: string) => serviceEntry(name, BUSYBOX_IMAGE, `echo ${word}`);
const entries = entry('web', 'one') + entry('other', 'one');
let ops: Operations;

beforeAll(async () => {
  ops = await startOperations([], { compose: '1.29', entries, gpu: ['vllm'] });
}, 90_000);
afterAll(() => ops?.close(), 60_000);

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly drift: string;
  readonly differs?: readonly string[];
  readonly project: string;
  readonly containers: readonly { readonly drift: string }[];
}

async function shown(node = 'local') {
  const { body } = await ops.call('GET', `/services?node=${node}`);
  return { services: body['services'] as Shown[], problems: body['problems'] as { code: string }[] };
}
const brief = ({ services }: { services: Shown[] }) =>
  services.map(({ id, state, drift }) => [id, state, drift]);

it('a service that is as its files say has not drifted', async () => {
  const { services, problems } = await shown();
  expect(brief({ services })).toEqual([
    ['other', 'running', 'none'],
    ['web', 'running', 'none'],
  ]);
  expect(services[0]?.containers[0]?.drift).toBe('none');
  expect(problems).toEqual([]);
});

it('a change of the files shows at once, and a new service is there without a container', async () => {
  await ops.project.write(entry('web', 'two') + entry('other', 'one') + entry('fresh', 'one'));
  expect(brief(await shown())).toEqual([
    ['fresh', 'absent', 'drifted'],
    ['other', 'running', 'none'],
    ['web', 'running', 'drifted'],
  ]);
  const { status, body } = await ops.call('GET', '/services/fresh');
  expect(status).toBe(200);
  expect(body).toMatchObject({ id: 'fresh', state: 'absent', containers: [] });
});

it('the difference is told field by field, without the value of any variable, and marks the service in the list', async () => {
  const more = [
    'environment:',
    '  MODE: a-value-that-is-hidden',
    'mem_limit: 64m',
    'labels: { tier: front }',
  ];
  const changed = serviceEntry('web', BUSYBOX_IMAGE, 'echo "$one"', more);
  await ops.project.write(changed + entry('other', 'one'));
  const { status, body } = await ops.call('GET', '/services/web/drift');
  expect(status).toBe(200);
  const [container] = body['containers'] as { drift: string; differences: object[] }[];
  expect(container?.drift).toBe('drifted');
  const hidden = { change: 'added', hidden: true };
  expect(container?.differences).toEqual([
    {
      field: 'command',
      key: '',
      change: 'changed',
      hidden: false,
      running: expect.stringContaining('echo one;'),
      files: expect.stringContaining('echo "$one";'),
    },
    { field: 'environment', key: 'MODE', ...hidden },
    { field: 'limits', key: 'memory', change: 'added', hidden: false, files: '64 MiB' },
    { field: 'labels', key: 'tier', ...hidden },
  ]);
  expect(JSON.stringify(body)).not.toContain('a-value-that-is-hidden');
  const { services } = await shown();
  expect(services.map(({ id, differs, project }) => [id, differs, project])).toEqual([
    ['other', undefined, 'stack'],
    ['web', ['command', 'environment', 'limits', 'labels'], 'stack'],
  ]);
});

it('of a service that is as its files say there is no difference', async () => {
  const { body } = await ops.call('GET', '/services/other/drift');
  expect(body).toMatchObject({ untold: [], containers: [{ drift: 'none', differences: [], more: 0 }] });
});

it('there is no difference of a service that is not there', async () => {
  const { status, body } = await ops.call('GET', '/services/nobody/drift');
  expect([status, body['code']]).toEqual([404, 'service_not_found']);
});

it('a service without a container has an empty log, uses nothing and differs as a whole', async () => {
  await ops.project.write(entries + entry('fresh', 'one'));
  expect((await ops.call('GET', '/services/fresh/drift')).body).toMatchObject({ untold: [], containers: [] });
  expect((await ops.call('GET', '/services/fresh/logs')).body).toMatchObject({ logs: '', lines: [] });
  expect((await ops.call('GET', '/services/fresh/stats')).body).toMatchObject({ containers: [], total: {} });
});

it('files that Compose refuses leave the drift unknown, as a problem that hides no service', async () => {
  await ops.project.write('  web: { image: [] }\n');
  const { services, problems } = await shown();
  expect(brief({ services })).toEqual([
    ['other', 'running', 'unknown'],
    ['web', 'running', 'unknown'],
  ]);
  expect(problems).toMatchObject([{ code: 'compose_failed' }]);
  expect(JSON.stringify(problems)).not.toContain(ops.project.directory);
  const { body } = await ops.call('GET', '/services/web/drift');
  expect(body).toMatchObject({ problem: { code: 'compose_failed' }, containers: [] });
  expect(JSON.stringify(body)).not.toContain(ops.project.directory);
  await ops.project.write(entries);
  expect(brief(await shown())[1]).toEqual(['web', 'running', 'none']);
});

it.each([
  [
    'are ones that docker-compose 1.29 hashes only with an engine, and yet each field is compared',
    () => Promise.resolve(),
    { containers: [{ drift: 'unknown', differences: [] }] },
  ],
  [
    'are elsewhere',
    () => rm(ops.gpu?.project.files[0] ?? ''),
    { problem: { code: 'compose_failed' }, containers: [] },
  ],
])("a remote node's drift is unknown, without a problem, when its files %s", async (_why, prepare, told) => {
  await prepare();
  const { services, problems } = await shown('gpu');
  expect(brief({ services })).toEqual([['vllm', 'running', 'unknown']]);
  expect(problems).toEqual([]);
  const { body } = await ops.call('GET', '/services/vllm/drift?node=gpu');
  expect(body).toMatchObject(told);
});
