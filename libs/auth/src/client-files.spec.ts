import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { storedForm } from './api-key.js';
import { ClientFiles } from './client-files.js';

const MADE = { created_at: '2026-01-01T00:00:00Z', created_by: 'ops-token' };

let folder: string;
let files: ClientFiles;

const write = (name: string, content: unknown) => writeFile(join(folder, name), JSON.stringify(content));
const client = (id: string, key: string, more = {}) => ({ id, key_hash: storedForm(key), ...more });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clients-'));
  await mkdir(join(folder, 'keys'));
  await write('clients.yaml', { clients: [client('ann', 'sy-a')] });
  await write('keys/keys.yaml', { clients: [client('ben', 'sy-b', MADE), client('ann', 'sy-c', MADE)] });
  files = await ClientFiles.open({ CONFIG_DIR: folder, DATA_DIR: folder });
});

afterEach(async () => {
  await files.close();
  await rm(folder, { recursive: true, force: true });
});

it('knows the clients of both files, and clients.yaml holds where both name one', () => {
  expect(files.registry.find('sy-a')?.id).toBe('ann');
  expect(files.registry.find('sy-b')?.id).toBe('ben');
  expect(files.registry.find('sy-c')).toBeUndefined();
});

it('follows the keys that were made', async () => {
  const changed = new Promise<void>((resolve, refused) => void files.follow({ changed: resolve, refused }));
  await new Promise((resolve) => setImmediate(resolve));
  const writing = setInterval(
    () => void write('keys/keys.yaml', { clients: [client('cat', 'sy-d', MADE)] }),
    500,
  );
  await changed;
  clearInterval(writing);
  expect(files.registry.find('sy-d')?.id).toBe('cat');
  expect(files.registry.find('sy-b')).toBeUndefined();
  expect(files.registry.find('sy-a')?.id).toBe('ann');
});

it('no longer knows a key from the moment that it expires', () => {
  const expires_at = new Date(Date.now() + 60_000).toISOString();
  files.registry.replaceMade({ clients: [], revoked: [] });
  files.registry.replace({ clients: [{ ...entry('dan', 'sy-e'), expires_at }] });
  expect(files.registry.find('sy-e')?.id).toBe('dan');
  const later = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(expires_at));
  expect(files.registry.find('sy-e')).toBeUndefined();
  later.mockRestore();
});

it('tells when each key was last used, over a reload as well', () => {
  const before = Date.now();
  files.registry.find('sy-a');
  files.registry.find('sy-wrong');
  files.registry.replaceMade({ clients: [], revoked: [] });
  const uses = files.registry.lastUses();
  expect([...uses.keys()]).toEqual(['ann']);
  expect(uses.get('ann')).toBeGreaterThanOrEqual(before);
});

function entry(id: string, key: string) {
  const scopes = { models: [], tools: [], nodes: [], services: [] };
  return { id, key_hash: storedForm(key), roles: [], scopes };
}
