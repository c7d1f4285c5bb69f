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

it('a service without a container has an empty log and uses nothing', async () => {
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
  await ops.project.write(entries);
  expect(brief(await shown())[1]).toEqual(['web', 'running', 'none']);
});

it.each([
  ['are ones that docker-compose 1.29 reads only with an engine', () => Promise.resolve()],
  ['are elsewhere', () => rm(ops.gpu?.project.files[0] ?? '')],
])("a remote node's drift is unknown, without a problem, when its files %s", async (_why, prepare) => {
  await prepare();
  const { services, problems } = await shown('gpu');
  expect(brief({ services })).toEqual([['vllm', 'running', 'unknown']]);
  expect(problems).toEqual([]);
});
