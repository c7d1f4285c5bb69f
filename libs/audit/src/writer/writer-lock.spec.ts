import { readFile, utimes, writeFile } from 'node:fs/promises';
import { anEntry, LogFixture } from '../fixtures/log-fixture.js';
import { ownMark } from './process-mark.js';

const fixture = new LogFixture();

beforeEach(() => fixture.begin());
afterEach(() => fixture.end());

const leaveLock = async (change: object) =>
  writeFile(fixture.path('audit.lock'), JSON.stringify({ ...(await ownMark()), ...change }));

describe('the writer lock', () => {
  it('refuses a second writer by the process that holds it', async () => {
    const log = await fixture.open();
    await expect(fixture.open()).rejects.toMatchObject({
      code: 'audit_locked',
      message: expect.stringContaining(`process ${process.pid}`) as string,
    });
    await log.close();
    expect(await (await fixture.open()).append(anEntry())).toMatchObject({ seq: 1 });
  });

  it('lets one of many through that start at once over a stale lock', async () => {
    await leaveLock({ started: '1' });
    const opened = await Promise.allSettled(Array.from({ length: 8 }, () => fixture.open()));
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each([
    ['a process that is gone', { pid: 4_194_305 }],
    ['another process under the same number', { started: '1' }],
  ])('takes over the lock of %s', async (_name, change) => {
    await leaveLock(change);
    await fixture.open();
    expect(JSON.parse(await readFile(fixture.path('audit.lock'), 'utf8'))).toMatchObject(await ownMark());
  });

  it('believes a lock of another container while it is touched, and not when it is long untouched', async () => {
    await leaveLock({ place: 'another place' });
    await expect(fixture.open()).rejects.toMatchObject({ code: 'audit_locked' });
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(fixture.path('audit.lock'), longAgo, longAgo);
    await fixture.open();
  });

  it('is not kept shut by a takeover that a crash left', async () => {
    await leaveLock({ started: '1' });
    await writeFile(fixture.path('audit.lock.takeover'), '');
    await expect(fixture.open()).rejects.toMatchObject({ code: 'audit_locked' });
    await utimes(fixture.path('audit.lock.takeover'), 0, 0);
    await expect(fixture.open()).rejects.toMatchObject({ code: 'audit_locked' });
    await fixture.open();
  });

  it('takes over a lock that was never written whole, once it is old', async () => {
    await writeFile(fixture.path('audit.lock'), '{"pid":');
    await expect(fixture.open()).rejects.toMatchObject({ code: 'audit_locked' });
    await utimes(fixture.path('audit.lock'), 0, 0);
    await fixture.open();
  });
});
