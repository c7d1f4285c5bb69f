import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverEntry, ToolLocks, type RegistrySnapshot } from '@app/mcp';
import { KnownTools } from './known-tools.js';

let folder: string;
let locks: ToolLocks;
let known: KnownTools;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'known-tools-'));
  const path = join(folder, 'tool-locks.json');
  locks = await ToolLocks.open({ path, quarantined: () => undefined, trouble: () => undefined });
  const entry = serverEntry.parse({ command: 'x', tools: { deny: ['delete_*'] } });
  const snapshot = { known: new Map([['github', { item: { entry } }]]) } as unknown as RegistrySnapshot;
  known = new KnownTools({ registry: { snapshot }, locks });
});
afterEach(async () => {
  await locks.close();
  await rm(folder, { recursive: true });
});

it('shows each tool that a server has shown, with what stands in its way', async () => {
  await locks.review(
    'github',
    ['get', 'delete_all', 'set', 'push'].map((name) => ({ name, description: 'one' })),
  );
  await locks.review(
    'github',
    ['set', 'push'].map((name) => ({ name, description: 'another' })),
  );
  await locks.block('github', 'push', locks.lockOf('github', 'push')?.waiting?.hash ?? '');
  expect(known.of('github')).toMatchObject([
    { tool: 'delete_all', state: 'denied', reason: 'tools.deny holds "delete_*"' },
    { tool: 'get', state: 'allowed', definition: { name: 'get', description: 'one' } },
    { tool: 'push', state: 'blocked', definition: { description: 'one' } },
    { tool: 'set', state: 'quarantined', definition: { description: 'one' } },
  ]);
  expect(known.counts('github')).toEqual({ allowed: 1, denied: 1, quarantined: 1, blocked: 1 });
});

it('knows nothing of a server that has shown nothing', () => {
  expect(known.of('gitlab')).toEqual([]);
  expect(known.counts('gitlab')).toEqual({ allowed: 0, denied: 0, quarantined: 0, blocked: 0 });
});
