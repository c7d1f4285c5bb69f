import fs from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storedForm } from '@app/auth';
import { jest } from '@jest/globals';
import { createOps } from '../../apps/ops/src/ops-app.ts';
import { startGateway, type RunningGateway } from './gateway-harness.ts';
import { until } from './until.ts';

const TOKEN = 'the-token-of-the-test-0123456789abcdef';
const VIEWER_KEY = 'sy-viewer-key';
const NOTHING = { models: [], tools: [], nodes: [], services: [] };
/** A key is known, and unknown again, everywhere within so long. */
const SOON_MS = 1_000;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

let folder: string;
let gateway: RunningGateway;
let url: string;
let close: () => Promise<void>;
/** All that either app has written, which writes its log to the standard output. */
let log = '';
const made: string[] = [];

async function ask(where: string, key: string | undefined, body?: object): Promise<Answer> {
  const response = await fetch(where, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Answer['body'] };
}

async function make(wish: object, key = TOKEN): Promise<Answer> {
  const answer = await ask(`${url}/keys`, key, { roles: [], scopes: NOTHING, confirm: true, ...wish });
  if (typeof answer.body['key'] === 'string') made.push(answer.body['key']);
  return answer;
}

const chat = (key: string, model = 'loopback/echo') =>
  ask(`${gateway.url}/v1/chat/completions`, key, { model, messages: [{ role: 'user', content: 'hello' }] });

/** soon resolves with how long it took until the gateway answered the key with the status. */
async function soon(key: string, status: number): Promise<number> {
  const begun = performance.now();
  await until(
    () => ask(`${gateway.url}/v1/models`, key),
    (answer) => answer.status === status,
  );
  return performance.now() - begun;
}

/** All that stands in a folder's files, those of its folders among them. */
async function textBelow(path: string): Promise<string> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')));
  return texts.join('\n');
}

beforeAll(async () => {
  const written = fs.writeSync;
  jest.spyOn(fs, 'writeSync').mockImplementation((...args: unknown[]) => {
    if (args[0] !== 1) return Reflect.apply(written, fs, args) as number;
    log += String(args[1]);
    return Buffer.byteLength(args[1] as Buffer);
  });
  folder = await mkdtemp(join(tmpdir(), 'switchyard-keys-'));
  const viewer = { id: 'looker', key_hash: storedForm(VIEWER_KEY), roles: ['viewer'] };
  await writeFile(join(folder, 'clients.yaml'), JSON.stringify({ clients: [viewer] }));
  const shared = { CONFIG_DIR: folder, DATA_DIR: folder, LOG_LEVEL: 'debug' };
  const token = { OPS_CONTROLLER_TOKEN: TOKEN, WORKER_TOKEN: 'the-workers-token-0123456789abcdef0123' };
  const { app } = await createOps({ ...shared, ...token, REDIS_URL: 'unix:///nowhere' });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  gateway = await startGateway({ env: shared });
  close = async () => {
    await gateway.close();
    await app.close();
    await rm(folder, { recursive: true, force: true });
  };
});

afterAll(async () => {
  await close();
  jest.restoreAllMocks();
});

it('a key that ops makes is taken by the gateway within a second, for what it was given and nothing else', async () => {
  const answer = await make({ id: 'laptop', scopes: { ...NOTHING, models: ['loopback/echo'] } });
  expect(answer.status).toBe(200);
  const key = String(answer.body['key']);
  expect(await soon(key, 200)).toBeLessThan(SOON_MS);
  expect((await chat(key)).status).toBe(200);
  expect((await chat(key, 'ollama/any')).status).not.toBe(200);
  expect((await ask(`${url}/services`, key)).status).toBe(403);
});

it('whose key was taken when is on the page of metrics', async () => {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  const [, at] = /switchyard_client_last_used_timestamp_seconds\{client="laptop"\} (\S+)/.exec(text) ?? [];
  expect(Math.abs(Date.now() / 1_000 - Number(at))).toBeLessThan(30);
});

it('once it is revoked the gateway refuses it within a second, and its name stays taken', async () => {
  const [key = ''] = made;
  const revoked = await ask(`${url}/keys/laptop/revoke`, TOKEN, { confirm: true, reason: 'it was lost' });
  expect(revoked.body).toEqual({ ok: true, id: 'laptop', action: 'revoked' });
  expect(await soon(key, 401)).toBeLessThan(SOON_MS);
  expect((await chat(key)).status).toBe(401);
  expect(await make({ id: 'laptop' })).toMatchObject({ status: 409, body: { code: 'key_exists' } });
});

it('a viewer neither reads nor makes nor revokes keys, and nothing is made', async () => {
  await make({ id: 'other' });
  expect((await ask(`${url}/keys`, VIEWER_KEY)).status).toBe(403);
  expect((await make({ id: 'mine' }, VIEWER_KEY)).status).toBe(403);
  expect((await ask(`${url}/keys/other/revoke`, VIEWER_KEY, { confirm: true })).status).toBe(403);
  const { keys } = (await ask(`${url}/keys`, TOKEN)).body as { keys: { id: string }[] };
  expect(keys.map(({ id }) => id)).toEqual(['looker', 'other']);
});

it('an operator with a key of its own makes none that may do more than it', async () => {
  const scopes = { ...NOTHING, models: ['loopback/*'] };
  const key = String((await make({ id: 'ann', roles: ['admin'], scopes })).body['key']);
  expect((await make({ id: 'wide', scopes: { ...NOTHING, models: ['*'] } }, key)).body['code']).toBe(
    'forbidden',
  );
  expect((await make({ id: 'narrow', scopes: { ...NOTHING, models: ['loopback/echo'] } }, key)).status).toBe(
    200,
  );
  // That name is the owner's, who may give anything.
  expect((await make({ id: 'ops-token', roles: ['admin'] }, key)).body['code']).toBe('key_exists');
});

it('no key is in a log, in the audit, in a file, or in the list', async () => {
  const list = (await ask(`${url}/keys`, TOKEN)).text;
  const files = await textBelow(folder);
  expect(made).toHaveLength(4);
  // Lines are written in blocks, at the latest after a second.
  await until(
    async () => log,
    (text) => text.includes('/keys'),
  );
  expect(files).toContain('key_create');
  expect(files).toContain('it was lost');
  for (const key of made) {
    expect(list).not.toContain(key);
    expect(files).not.toContain(key);
    expect(log).not.toContain(key);
  }
});
