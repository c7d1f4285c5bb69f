import { serviceEntry } from '../docker/compose-project.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startOperations, type Operations } from './operations.ts';

const entries = (word: string): string =>
  [
    serviceEntry('web', BUSYBOX_IMAGE, `echo ${word}`, ['depends_on: [db]']),
    serviceEntry('db', BUSYBOX_IMAGE, 'true'),
  ].join('');

describe('operations with the compose plugin', () => {
  let operations: Operations;

  beforeAll(async () => {
    operations = await startOperations([], { compose: 'plugin', entries: entries('one') });
  }, 60_000);

  afterAll(() => operations?.close(), 60_000);

  async function drift(): Promise<Record<string, string>> {
    const { body } = await operations.call('GET', '/services');
    const services = body['services'] as { id: string; drift: string }[];
    return Object.fromEntries(services.map((each) => [each.id, each.drift]));
  }

  it('show drift, and end it by bringing up the one that drifted', async () => {
    expect(await drift()).toEqual({ db: 'none', web: 'none' });
    await operations.project.write(entries('two'));
    expect(await drift()).toEqual({ db: 'none', web: 'drifted' });
    const up = await operations.call('POST', '/services/web/up', { body: { confirm: true } });
    expect(up.body).toMatchObject({ ok: true, service: 'web' });
    expect(await drift()).toEqual({ db: 'none', web: 'none' });
  }, 60_000);

  it('find nothing to do when nothing has changed', async () => {
    const { body } = await operations.call('POST', '/services/web/up', { body: { dry_run: true } });
    expect(body).toMatchObject({ plan: { steps: [{ service: 'web', effect: 'none' }] } });
  }, 60_000);
});
