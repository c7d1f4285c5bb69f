import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import type { RecordingProxy } from '../docker/recording-proxy.ts';
import { startOperations, type Operations } from './operations.ts';

let ops: Operations;
let recorded: RecordingProxy;

beforeAll(async () => {
  ops = await startOperations(['web', 'other'], { recorded: true });
  recorded = ops.recorded as RecordingProxy;
}, 90_000);
afterAll(() => ops?.close(), 60_000);

const post = (path: string, body: object) => ops.call('POST', path, { body });

/** What a dry run answered, and every call by which something could have been changed. */
async function dryRun(path: string, body: object = {}) {
  recorded.forget();
  const { status, body: answer } = await post(path, { ...body, dry_run: true });
  expect(recorded.calls.length).toBeGreaterThan(0);
  return { status, answer, changes: [...recorded.changes] };
}

describe('a dry run changes nothing at the engine, and says what it would do:', () => {
  it.each(['start', 'stop', 'restart', 'up'])(
    '%s',
    async (action) => {
      const { status, answer, changes } = await dryRun(`/services/web/${action}`);
      expect(changes).toEqual([]);
      expect(answer).toMatchObject({
        would: expect.stringContaining(action),
        plan: { action, services: ['web'] },
      });
      expect(status).toBe(200);
    },
    30_000,
  );

  it('pull', async () => {
    const { answer, changes } = await dryRun('/images/pull', { services: ['web'] });
    expect(changes).toEqual([]);
    expect(answer).toMatchObject({ plan: { action: 'pull', services: ['web'] } });
  }, 30_000);

  it('deploy', async () => {
    const { answer, changes } = await dryRun('/deployments', {
      images: { web: BUSYBOX_IMAGE },
      pull: 'missing',
    });
    expect(changes).toEqual([]);
    expect(answer).toMatchObject({ plan: { action: 'deploy', services: ['web'] } });
  }, 30_000);

  it('rollback', async () => {
    const wish = { images: { web: BUSYBOX_IMAGE }, pull: 'missing', confirm: true };
    const { body: deployed } = await post('/deployments', wish);
    expect(deployed).toMatchObject({ ok: true });
    const { answer, changes } = await dryRun(`/deployments/${String(deployed['deployment'])}/rollback`);
    expect(changes).toEqual([]);
    expect(answer).toMatchObject({ plan: { action: 'rollback', services: ['web'] } });
  }, 60_000);
});

it('nor does anything that only looks', async () => {
  recorded.forget();
  const paths = ['/services', '/services/web', '/services/web/stats', '/nodes', '/ready'];
  const answers = await Promise.all(paths.map((path) => ops.call('GET', path)));
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200));
  expect(recorded.changes).toEqual([]);
});

it('a restart that is confirmed is one call, and no other', async () => {
  recorded.forget();
  const { body } = await post('/services/other/restart', { confirm: true });
  expect(body).toMatchObject({ ok: true, action: 'restarted' });
  const { body: service } = await ops.call('GET', '/services/other');
  const [container] = service['containers'] as { id: string }[];
  expect(recorded.changes).toEqual([
    { method: 'POST', path: expect.stringMatching(`^/v1\\.\\d+/containers/${container?.id}/restart\\?`) },
  ]);
});

it('what Compose does for us passes the same way', async () => {
  await ops.project.compose('rm', '--stop', '--force', 'other');
  recorded.forget();
  const { body } = await post('/services/other/up', { confirm: true });
  expect(body).toMatchObject({ ok: true });
  expect(recorded.changes.map(({ path }) => path)).toEqual(
    expect.arrayContaining([expect.stringContaining('/containers/create')]),
  );
}, 60_000);
