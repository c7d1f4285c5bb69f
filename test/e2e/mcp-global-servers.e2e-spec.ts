import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storedForm } from '@app/auth';
import { startFakeVault, type FakeVault } from '../fakes/fake-vault.ts';
import { RedisServer } from '../redis/redis-server.ts';
import { startGateway, type RunningGateway } from './gateway-harness.ts';
import { connectNew, connectOld, type ConnectClient } from './mcp-clients.ts';
import { mcpData } from './mcp-data.ts';
import { postModern } from './mcp-post.ts';

const KEY = 'sy-the-key-of-the-operator';
const GATEWAY_KEY = 'sy-the-key-of-the-vector-server';
const VAULT_TOKEN = 'hvs.the-token-of-the-secrets-server';
const VALUE = 'a-value-that-nobody-may-see';
const HIDDEN = [VAULT_TOKEN, GATEWAY_KEY, VALUE];
const MAIN = 'dist/apps/router/src/main.js';
const CLIENTS: [string, ConnectClient][] = [
  ['the v1 SDK', connectOld],
  ['the v2 SDK in auto mode', connectNew],
];

interface ToolResult {
  readonly isError?: boolean;
  readonly content: { readonly text: string }[];
  readonly structuredContent?: Record<string, unknown>;
}

/** What the command lines of all processes of this machine say. */
function commandLines(): string {
  const pids = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
  return pids.map(commandLine).join('\n');
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    // It ended meanwhile.
    return '';
  }
}

describe('the secrets and vector servers, added to a router that runs', () => {
  let redis: RedisServer;
  let vault: FakeVault;
  let gateway: RunningGateway | undefined;
  let router: ChildProcess | undefined;
  let url = '';
  let log = '';
  let directory: string;

  const operate = async (action: string, body: object) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEY}` };
    const options = { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(`${url}/api/mcp/${action}`, options);
    return [answer.status, await answer.json()] as const;
  };
  const call = async (server: string, name: string, args: object = {}): Promise<ToolResult> => {
    const params = { name, arguments: args };
    const { messages } = await postModern(`${url}/mcp/${server}`, 'tools/call', params, { key: KEY });
    const { result } = messages.at(-1) as { result?: ToolResult };
    return result ?? { isError: true, content: [{ text: JSON.stringify(messages) }] };
  };

  const startProcess = async () => {
    const path = process.env['PATH'] ?? '';
    const env = {
      PATH: path,
      CONFIG_DIR: directory,
      DATA_DIR: directory,
      ROUTER_PORT: '0',
      LOG_LEVEL: 'debug',
    };
    const options = { env: { ...env, REDIS_URL: redis.url } };
    const child = spawn(process.execPath, [MAIN], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    router = child;
    const listening = Promise.withResolvers<string>();
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part: Buffer) => {
        log += part.toString();
        const [, address] = /"url":"([^"]+)","msg":"listening"/.exec(log) ?? [];
        if (address !== undefined) listening.resolve(address);
      });
    }
    child.once('exit', (code) => listening.reject(new Error(`the router exited with ${code}:\n${log}`)));
    url = await listening.promise;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'switchyard-global-'));
    [redis, vault] = await Promise.all([RedisServer.start(), startFakeVault()]);
    vault.tokens.set(VAULT_TOKEN, { ttl: 3_600, renewable: true });
    const { url: models } = (gateway = await startGateway({}));
    const entryOf = (id: string, key: string, roles: string[]) => ({ id, key_hash: storedForm(key), roles });
    const operator = { ...entryOf('olga', KEY, ['admin']), scopes: { tools: ['*'] } };
    await writeFile(join(directory, 'clients.yaml'), JSON.stringify({ clients: [operator] }));
    await mcpData({})(directory);
    const values = {
      VAULT_ADDR: vault.url,
      VAULT_TOKEN,
      VAULT_PATH_PREFIX: 'switchyard',
      VAULT_TRANSIT_KEY: 'app',
      DATA_DIR: directory,
      EMBEDDINGS_URL: `${models}/v1`,
      EMBEDDINGS_MODEL: 'loopback/embed',
      EMBEDDINGS_KEY: GATEWAY_KEY,
    };
    const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(directory, 'mcp/.env'), lines.join(''), { mode: 0o600 });
    await startProcess();
    for (const server of ['secrets', 'vector']) {
      expect(await operate('add', { server, catalog: server })).toMatchObject([200, { status: 'added' }]);
    }
  });

  afterAll(async () => {
    if (router?.exitCode === null) {
      const exited = once(router, 'exit');
      router.kill('SIGTERM');
      await exited;
    }
    await gateway?.close();
    await Promise.all([vault.close(), redis.stop()]);
    await rm(directory, { recursive: true });
  });

  it.each(CLIENTS)('list their tools beside each other for a client on %s', async (_name, connect) => {
    const client = await connect(`${url}/mcp`, KEY);
    expect((await client.tools()).sort()).toEqual([
      ...['delete_secret', 'encrypt_data', 'get_secret', 'list_secrets', 'set_secret'].map(
        (name) => `secrets__${name}`,
      ),
      ...['create_collection', 'delete_vectors', 'get_collection_info', 'list_collections'].map(
        (name) => `vector__${name}`,
      ),
      ...['search_by_text', 'search_vectors', 'upsert_vectors'].map((name) => `vector__${name}`),
    ]);
    expect(await client.call('vector__list_collections')).toContain('collections');
    await client.close();
  });

  it('keep a secret in Vault, and show its keys and no value', async () => {
    const set = await call('secrets', 'set_secret', { path: 'app/db', data: { password: VALUE }, cas: 0 });
    expect(set.structuredContent).toMatchObject({ path: 'app/db', version: 1 });
    const got = await call('secrets', 'get_secret', { path: 'app/db' });
    expect(got.structuredContent).toMatchObject({ references: { password: 'vault:app/db#password' } });
    expect(JSON.stringify([set, got])).not.toContain(VALUE);
    expect(vault.requests.map(({ path }) => path)).toContain('/v1/secret/data/switchyard/app/db');
    const late = await call('secrets', 'set_secret', { path: 'app/db', data: { password: VALUE }, cas: 0 });
    expect(late).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/^cas_mismatch/) }],
    });
  });

  it('find texts that the gateway embedded, and keep them in one file for their owner', async () => {
    await call('vector', 'create_collection', { collection: 'docs' });
    const texts = ['the cat sits on the mat', 'stocks fell on monday', 'a recipe for bread'];
    const points = texts.map((text, at) => ({ id: `${at}`, text, metadata: { at } }));
    const wrote = await call('vector', 'upsert_vectors', { collection: 'docs', points });
    expect(wrote.structuredContent).toEqual({ ids: ['0', '1', '2'] });
    const search = { collection: 'docs', text: 'stocks fell on monday', limit: 2 };
    const found = await call('vector', 'search_by_text', search);
    expect(found.structuredContent).toMatchObject({
      hits: [{ id: '1', score: expect.closeTo(1, 4), text: texts[1], metadata: { at: 1 } }, {}],
    });
    const filtered = await call('vector', 'search_by_text', { ...search, filter: { at: { in: [0, 2] } } });
    expect(filtered.structuredContent).toMatchObject({ hits: [{ id: expect.stringMatching('[02]') }, {}] });
    const folder = join(directory, 'mcp/vector');
    expect(await readdir(folder)).toContain('vectors.db');
    expect((await stat(folder)).mode & 0o077).toBe(0);
  });

  it('say what is wrong when Vault is sealed, and when the model is not there', async () => {
    vault.sealed = true;
    const sealed = await call('secrets', 'list_secrets');
    vault.sealed = false;
    expect(sealed).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/^vault_sealed/) }],
    });
    const alone = await call('vector', 'search_by_text', { collection: 'none', text: 'x' });
    expect(alone).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/^collection_not_found/) }],
    });
  });

  it('keep what mcp/.env holds out of command lines, logs and answers', async () => {
    const lines = commandLines();
    expect(lines).toMatch(/mcp-secrets.*main\.js/);
    expect(lines).toMatch(/mcp-vector.*main\.js/);
    const headers = { authorization: `Bearer ${KEY}` };
    const paths = ['registry', 'servers', 'health', 'catalog'];
    const answers = await Promise.all(
      paths.map(async (path) => (await fetch(`${url}/api/mcp/${path}`, { headers })).text()),
    );
    expect(answers.join()).toContain('VAULT_TOKEN');
    for (const secret of HIDDEN) {
      expect(lines).not.toContain(secret);
      expect(log).not.toContain(secret);
      expect(answers.join()).not.toContain(secret);
    }
  });
});
