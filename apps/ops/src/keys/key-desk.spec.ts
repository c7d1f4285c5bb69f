import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog, readAudit } from '@app/audit';
import { ClientFiles, OPS_TOKEN_HOLDER, storedForm, type Client } from '@app/auth';
import { KeyBook } from './key-book.js';
import { KeyDesk, type KeyWish } from './key-desk.js';

const OWNER = { client: OPS_TOKEN_HOLDER, requestId: 'req-1' };
const NOTHING = { models: [], tools: [], nodes: [], services: [] };
const WISH: KeyWish = {
  id: 'laptop',
  roles: ['viewer'],
  scopes: { ...NOTHING, nodes: ['*'] },
  confirm: true,
};

let folder: string;
let audit: AuditLog;
let files: ClientFiles;
let desk: KeyDesk;

const path = () => join(folder, 'keys', 'keys.yaml');
const places = () => ({ CONFIG_DIR: folder, DATA_DIR: folder });

async function openDesk(): Promise<void> {
  const made = await KeyBook.open(path());
  files = await ClientFiles.open(places());
  desk = new KeyDesk({ files, made, audit });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
  const hash = storedForm('sy-written');
  await writeFile(join(folder, 'clients.yaml'), JSON.stringify({ clients: [{ id: 'ci', key_hash: hash }] }));
  audit = await AuditLog.open({ folder: join(folder, 'audit') });
  await openDesk();
});

afterEach(async () => {
  await files.close();
  await audit.close();
  await rm(folder, { recursive: true, force: true });
});

const events = async () => {
  const read = await readAudit(join(folder, 'audit'), { limit: 10 });
  return [...read].map(({ action, resource, actor, result }) => ({ action, resource, actor, result }));
};

describe('making a key', () => {
  it('tells the key once, and it works at once with what it was given', async () => {
    const { key } = await desk.create(WISH, OWNER);
    expect(files.registry.find(key!)).toMatchObject({ id: 'laptop', roles: ['viewer'], nodes: ['*'] });
    expect(await readFile(path(), 'utf8')).not.toContain(key);
    expect(JSON.stringify(desk.list())).not.toContain('sha256');
  });

  it('keeps it over a restart, in a file that others cannot read', async () => {
    const { key } = await desk.create(WISH, OWNER);
    await files.close();
    await openDesk();
    expect(files.registry.find(key!)?.id).toBe('laptop');
    expect((await stat(path())).mode & 0o007).toBe(0);
  });

  it('is audited with what was granted', async () => {
    await desk.create(WISH, OWNER);
    expect(await events()).toEqual([
      { action: 'key_create', resource: 'key/laptop', actor: 'ops-token', result: 'ok' },
    ]);
  });

  it('makes one of two that ask for one name at once', async () => {
    const both = await Promise.allSettled([desk.create(WISH, OWNER), desk.create(WISH, OWNER)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await events()).toHaveLength(1);
  });

  it('does nothing unless it is confirmed', async () => {
    const { confirm: _, ...wish } = WISH;
    await expect(desk.create(wish, OWNER)).rejects.toMatchObject({ code: 'confirm_required' });
    expect(await desk.create({ ...wish, dry_run: true }, OWNER)).toEqual({ would: 'make a key for laptop' });
    expect(desk.list().keys.map(({ id }) => id)).toEqual(['ci']);
  });

  it.each(['ci', 'laptop'])('refuses the name %s, which is taken', async (id) => {
    await desk.create(WISH, OWNER);
    await expect(desk.create({ ...WISH, id }, OWNER)).rejects.toMatchObject({ code: 'key_exists' });
  });

  it('refuses the name of the OPS_CONTROLLER_TOKEN, whose holder owns all', async () => {
    const asked = desk.create({ ...WISH, id: 'ops-token' }, OWNER);
    await expect(asked).rejects.toMatchObject({ code: 'key_exists' });
  });

  it.each(['2020-01-01T00:00:00Z', '2027-99-99T00:00:00Z', '2127-02-30T00:00:00Z', '2127-01-01T24:00:00Z'])(
    'refuses the expiry %s',
    async (expires_at) => {
      await expect(desk.create({ ...WISH, expires_at }, OWNER)).rejects.toMatchObject({
        code: 'invalid_request',
      });
    },
  );

  it('changes nothing when the audit cannot be written', async () => {
    await audit.close();
    await expect(desk.create(WISH, OWNER)).rejects.toMatchObject({ code: 'audit_unavailable' });
    expect(desk.list().keys.map(({ id }) => id)).toEqual(['ci']);
  });
});

describe('a maker', () => {
  const maker: Client = {
    id: 'ann',
    roles: ['admin'],
    models: ['ollama/*'],
    tools: [],
    nodes: ['local'],
    services: ['*'],
  };
  const make = (wish: Partial<KeyWish>, client = maker) =>
    desk.create({ ...WISH, scopes: NOTHING, ...wish }, { client, requestId: 'req-2' });

  it.each<[string, Partial<KeyWish>]>([
    ['a wider scope', { scopes: { ...NOTHING, models: ['*'] } }],
    ['a scope that it has not', { scopes: { ...NOTHING, tools: ['files__read'] } }],
    ['another node', { scopes: { ...NOTHING, nodes: ['gpu'] } }],
  ])('gives nobody %s', async (_, wish) => {
    await expect(make(wish)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('gives part of what it has', async () => {
    await expect(make({ scopes: { ...NOTHING, models: ['ollama/qwen*'] } })).resolves.toMatchObject({
      ok: true,
    });
  });

  it('gives no role that may do more', async () => {
    await expect(make({ roles: ['admin'] }, { ...maker, roles: ['operator'] })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('revoking a key', () => {
  it('ends it at once, and its name stays taken', async () => {
    const { key } = await desk.create(WISH, OWNER);
    await desk.revoke('laptop', { confirm: true }, OWNER);
    expect(files.registry.find(key!)).toBeUndefined();
    await expect(desk.create(WISH, OWNER)).rejects.toMatchObject({ code: 'key_exists' });
    expect((await events()).map(({ action }) => action)).toEqual(['key_revoke', 'key_create']);
  });

  it('keeps in the audit why', async () => {
    await desk.create(WISH, OWNER);
    await desk.revoke('laptop', { confirm: true, reason: 'the laptop was lost' }, OWNER);
    const [event] = await readAudit(join(folder, 'audit'), { limit: 1 });
    expect(event?.metadata).toEqual({ reason: 'the laptop was lost' });
  });

  it.each([
    ['ci', 'key_in_file'],
    ['nobody', 'key_not_found'],
  ])('of %s is refused: %s', async (id, code) => {
    await expect(desk.revoke(id, { confirm: true }, OWNER)).rejects.toMatchObject({ code });
  });

  it('is nothing that a key does to itself', async () => {
    await desk.create({ ...WISH, roles: ['admin'] }, OWNER);
    const client = files.registry.byId('laptop');
    const own = desk.revoke('laptop', { confirm: true }, { client, requestId: 'req-3' });
    await expect(own).rejects.toMatchObject({ code: 'key_is_own' });
  });

  it('of the last one leaves the doors shut', async () => {
    await writeFile(join(folder, 'clients.yaml'), '');
    await files.close();
    await openDesk();
    await desk.create(WISH, OWNER);
    await desk.revoke('laptop', { confirm: true }, OWNER);
    expect(files.registry.isEmpty).toBe(false);
  });
});
