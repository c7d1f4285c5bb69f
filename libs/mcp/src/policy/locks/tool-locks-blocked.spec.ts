import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolLocks } from './tool-locks.js';

let folder: string;
let locks: ToolLocks;
const open = () =>
  ToolLocks.open({
    path: join(folder, 'tool-locks.json'),
    quarantined: () => undefined,
    trouble: () => undefined,
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tool-locks-'));
  locks = await open();
  await show('one');
  await show('another');
});
afterEach(async () => {
  await locks.close();
  await rm(folder, { recursive: true });
});

async function show(description: string, of = locks): Promise<string | undefined> {
  return (await of.review('github', [{ name: 'get', description }])).get('get');
}
const waitingHash = () => locks.lockOf('github', 'get')?.waiting?.hash ?? '';
const names = (tools: readonly { tool: string }[]) => tools.map(({ tool }) => tool);

describe('a definition that an operator blocks', () => {
  it('stays out of use and waits no longer, also for another router and after a restart', async () => {
    await locks.block('github', 'get', waitingHash());
    const other = await open();
    expect(await show('another', other)).toBe('quarantined');
    expect([names(other.waiting()), names(other.blocked())]).toEqual([[], ['get']]);
    await other.close();
  });

  it('may be accepted later', async () => {
    await locks.block('github', 'get', waitingHash());
    await locks.accept('github', 'get', waitingHash());
    expect(await show('another')).toBe('approved');
    expect(names(locks.blocked())).toEqual([]);
  });

  it('makes room for one that is another again, which waits; and the approved one is approved', async () => {
    await locks.block('github', 'get', waitingHash());
    expect(await show('a third')).toBe('quarantined');
    expect([names(locks.waiting()), names(locks.blocked())]).toEqual([['get'], []]);
    expect(await show('one')).toBe('approved');
    expect(names(locks.waiting())).toEqual([]);
  });

  it('is the one that was looked at, and may be one that nobody can read', async () => {
    await expect(locks.block('github', 'get', `sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({
      code: 'registry_conflict',
    });
    await show('half a character: \ud800');
    expect(waitingHash()).toBe('unreadable');
    await locks.block('github', 'get', 'unreadable');
    expect(names(locks.blocked())).toEqual(['get']);
  });
});
