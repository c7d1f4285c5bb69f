import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vaultContract } from '../../../test/contracts/vault-contract.js';
import { startFakeVault, type FakeVault } from '../../../test/fakes/fake-vault.js';
import type { VaultReply } from '../../../test/fakes/fake-vault-kv.js';
import { connectTools, type ToolClient } from '../../../test/mcp/tool-client.js';
import { secretsTools } from './secrets-tools.js';

/** An answer that says more than anybody should hear. */
const SPEAKING = { errors: ['1 error: a-value root'] };
const CAS_WANTED = { errors: ['check-and-set parameter required for this call'] };

vaultContract('a fake of Vault', async () => {
  const vault = await startFakeVault();
  vault.tokens.set('a-powerless-token', { may: () => false });
  return {
    url: vault.url,
    token: 'root',
    powerless: 'a-powerless-token',
    role: vault.role,
    seal: async () => void (vault.sealed = true),
    close: () => vault.close(),
  };
});

describe('the secrets server', () => {
  let vault: FakeVault;
  let folder: string;
  const open: ToolClient[] = [];
  const reports: string[] = [];
  const connect = async (env: Record<string, string>, ...args: string[]) => {
    const set = await secretsTools(
      { VAULT_ADDR: vault.url, ...env },
      args,
      (text) => void reports.push(text),
    );
    const client = await connectTools(set);
    open.push(client);
    return client;
  };
  const asked = (what: string) => vault.requests.filter(({ path }) => path.includes(what));

  beforeEach(async () => {
    vault = await startFakeVault();
    folder = await mkdtemp(join(tmpdir(), 'switchyard-vault-'));
    reports.length = 0;
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.close()));
    await vault.close();
    await rm(folder, { recursive: true });
  });

  it.each([
    '..',
    'a/../b',
    '.',
    'a//b',
    '/a',
    'a/',
    'a%2fb',
    'a%2Fb',
    '..%2f',
    'a\\b',
    'a?b',
    'a#b',
    'a\nb',
    ' a',
    '\u202e',
  ])('refuses the path %j without asking Vault', async (path) => {
    const client = await connect({ VAULT_TOKEN: 'root', VAULT_PATH_PREFIX: 'team/one' });
    const calls: [string, object][] = [
      ['get_secret', {}],
      ['set_secret', { data: { a: 'b' } }],
      ['list_secrets', {}],
      ['delete_secret', {}],
    ];
    for (const [name, args] of calls) {
      const refused = await client.call(name, { path, ...args });
      expect(refused).toMatchObject({ isError: true, text: expect.stringMatching(/^invalid_path: path: /) });
    }
    expect(asked('/v1/secret')).toEqual([]);
  });

  it('reaches nothing but what is below its prefix, with every segment encoded', async () => {
    const client = await connect({ VAULT_TOKEN: 'root', VAULT_PATH_PREFIX: 'team/one' });
    await client.call('set_secret', { path: 'a b/c&d=e+f', data: { a: 'b' } });
    await client.call('list_secrets');
    expect(asked('/v1/secret').map(({ path }) => path)).toEqual([
      '/v1/secret/data/team/one/a%20b/c%26d%3De%2Bf',
      '/v1/secret/metadata/team/one',
    ]);
  });

  it('declares what whoever passes a call on must not keep', async () => {
    const client = await connect({ VAULT_TOKEN: 'root', VAULT_TRANSIT_KEY: 'app' });
    const tools = await client.tools();
    const schemaOf = (name: string) =>
      tools.find((tool) => tool.name === name)?.inputSchema['properties'] as
        | Record<string, object>
        | undefined;
    expect(schemaOf('set_secret')?.['data']).toMatchObject({ additionalProperties: { writeOnly: true } });
    expect(schemaOf('encrypt_data')?.['plaintext']).toMatchObject({ writeOnly: true });
  });

  it('does not even ask for values unless it may show them', async () => {
    const client = await connect({ VAULT_TOKEN: 'root' });
    await client.call('set_secret', { path: 'a', data: { a: 'b' } });
    await client.call('get_secret', { path: 'a' });
    expect(asked('/v1/secret').map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/secret/data/a',
      'GET /v1/secret/subkeys/a',
    ]);
  });

  it('says which argument is wrong, and never the value', async () => {
    const client = await connect({ VAULT_TOKEN: 'root' });
    const wrong = [
      { path: 'a', data: { password: ['a-value'] } },
      { path: 'a', data: 'a-value' },
      { path: 'a', data: {} },
      { path: 'a', data: { 'key#1': 'a-value' } },
      { path: 'a', data: { key: 'a-value'.repeat(100_000) } },
    ];
    for (const args of wrong) {
      const { isError, text } = await client.call('set_secret', args);
      expect(isError).toBe(true);
      expect(text).toContain('data');
      expect(text).not.toContain('a-value');
    }
    expect((await client.call('set_secret', { path: 'a', data: { k: 'v' }, cas: -1 })).text).toContain('cas');
    expect(asked('/v1/secret')).toEqual([]);
  });

  it.each<[string, VaultReply, RegExp]>([
    ['a limit', { status: 429, headers: { 'retry-after': '7' }, body: SPEAKING }, /^vault_busy: .* 7 s/],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }, /^vault_standby: /],
    ['a standby', { status: 473 }, /^vault_standby: /],
    ['a replica that is behind', { status: 412 }, /^vault_behind: /],
    ['a failure', { status: 500, body: SPEAKING }, /^vault_failed: .*500/],
    ['a refusal', { status: 400, body: SPEAKING }, /^vault_refused: .*400/],
    ['the wish for a version', { status: 400, body: CAS_WANTED }, /^cas_required: cas: /],
    [
      'KV version 1',
      { status: 200, body: { data: { a: 'a-value' } } },
      /^upstream_malformed: .*KV version 2/,
    ],
    [
      'an endless answer',
      { status: 200, body: 'x'.repeat(5 * 1024 * 1024) },
      /^upstream_malformed: .*more than/,
    ],
  ])('turns %s into an error with a name', async (_what, instead, expected) => {
    const client = await connect({ VAULT_TOKEN: 'root' });
    vault.instead = instead;
    const { isError, text } = await client.call('set_secret', { path: 'a', data: { key: 'a-value' } });
    expect(isError).toBe(true);
    expect(text).toMatch(expected);
    expect(text).not.toMatch(/a-value|root/);
  });

  it('says that Vault cannot be reached', async () => {
    const away = await startFakeVault();
    await away.close();
    const client = await connect({ VAULT_ADDR: away.url, VAULT_TOKEN: 'root' });
    const { isError, text } = await client.call('list_secrets');
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/^upstream_unreachable: Vault .*ECONNREFUSED/),
    ]);
  });

  it('sends its namespace with every call', async () => {
    const client = await connect({ VAULT_TOKEN: 'root', VAULT_NAMESPACE: 'team-a' });
    await client.call('list_secrets');
    expect(new Set(vault.requests.map(({ namespace }) => namespace))).toEqual(new Set(['team-a']));
  });

  it('renews its token when two thirds of its life are over, again and again', async () => {
    vault.tokens.set('short', { ttl: 1, renewable: true });
    const client = await connect({ VAULT_TOKEN: 'short' });
    const began = Date.now();
    await client.call('list_secrets');
    await vault.asked('/v1/auth/token/renew-self');
    expect(Date.now() - began).toBeGreaterThan(600);
    expect(await vault.asked('/v1/auth/token/renew-self')).toMatchObject({ method: 'POST', token: 'short' });
    vault.tokens.delete('short');
    await vault.asked('/v1/auth/token/renew-self');
    const denied = await client.call('list_secrets');
    expect(denied.text).toMatch(/^vault_denied/);
    expect(reports.join()).toMatch(/the token was not renewed \(status 403\)/);
    expect(reports.join()).not.toContain('short');
  });

  it('leaves a token without an end alone', async () => {
    const client = await connect({ VAULT_TOKEN: 'root' });
    const looked = vault.asked('/v1/auth/token/lookup-self');
    await client.call('list_secrets');
    await looked;
    await client.call('list_secrets');
    expect(asked('/v1/auth/token').map(({ path }) => path)).toEqual(['/v1/auth/token/lookup-self']);
  });

  it('reads its token anew from the file, so that whoever writes it may change it', async () => {
    const file = join(folder, 'token');
    await writeFile(file, 'first\n');
    vault.tokens.set('first', {});
    const client = await connect({ VAULT_TOKEN_FILE: file });
    expect((await client.call('list_secrets')).isError).toBe(false);
    vault.tokens.delete('first');
    vault.tokens.set('second', {});
    await writeFile(file, 'second\n');
    expect((await client.call('list_secrets')).isError).toBe(false);
    await rm(file);
    expect((await client.call('list_secrets')).text).toMatch(/^vault_login_failed: .*VAULT_TOKEN_FILE/);
  });

  it('logs in once for calls that come together, and again when its token is no longer valid', async () => {
    const file = join(folder, 'secret-id');
    await writeFile(file, `${vault.role.secret}\n`);
    const client = await connect({ VAULT_ROLE_ID: vault.role.id, VAULT_SECRET_ID_FILE: file });
    const calls = Array.from({ length: 5 }, () => client.call('list_secrets'));
    expect((await Promise.all(calls)).map(({ isError }) => isError)).toEqual(Array(5).fill(false));
    expect(asked('/v1/auth/approle/login')).toHaveLength(1);
    vault.tokens.delete('of-login-1');
    expect((await client.call('list_secrets')).isError).toBe(false);
    expect(asked('/v1/auth/approle/login')).toHaveLength(2);
  });

  it('lets go of a call that is cancelled', async () => {
    const client = await connect({ VAULT_TOKEN: 'root' });
    const cancel = new AbortController();
    const call = client.call('list_secrets', {}, cancel.signal);
    cancel.abort();
    await expect(call).rejects.toThrow();
    expect((await client.call('list_secrets')).isError).toBe(false);
    expect(client.reports).toEqual([]);
  });

  it('offers what its settings allow, and says what each tool does to secrets', async () => {
    const client = await connect({ VAULT_TOKEN: 'root' });
    const tools = await client.tools();
    expect(tools.map(({ name }) => name)).toEqual([
      'get_secret',
      'set_secret',
      'list_secrets',
      'delete_secret',
    ]);
    expect(tools.map(({ annotations }) => annotations?.readOnlyHint)).toEqual([true, false, true, false]);
    expect(tools.every(({ outputSchema }) => outputSchema !== undefined)).toBe(true);
  });

  it.each([
    [{}, 'got 0 ways to a token'],
    [{ VAULT_TOKEN: 'a-token', VAULT_TOKEN_FILE: '/a-file' }, 'got 2 ways to a token'],
    [{ VAULT_ROLE_ID: 'a-role' }, 'VAULT_SECRET_ID or VAULT_SECRET_ID_FILE'],
    [{ VAULT_TOKEN: 'a-token', VAULT_ADDR: 'vault.example' }, 'VAULT_ADDR'],
    [{ VAULT_TOKEN: 'a-token', VAULT_PATH_PREFIX: '../up' }, 'VAULT_PATH_PREFIX'],
    [{ VAULT_TOKEN: 'a-token', VAULT_CACERT: '/no/such/file' }, 'VAULT_CACERT'],
    [{ VAULT_TOKEN: 'a-token with-spaces' }, 'VAULT_TOKEN'],
  ])('does not start with %j', async (env, expected) => {
    const start = secretsTools({ VAULT_ADDR: vault.url, ...env }, []);
    await expect(start).rejects.toThrow(expected);
    await expect(start).rejects.not.toThrow(/a-token|with-spaces/);
  });

  it.each([
    [[], false],
    [['--reveal=false'], false],
    [['--reveal=true'], true],
    [['--reveal'], true],
  ])('shows values with %j: %s', async (args, shown) => {
    const client = await connect({ VAULT_TOKEN: 'root' }, ...args);
    await client.call('set_secret', { path: 'a', data: { a: 'a-value' } });
    const { text } = await client.call('get_secret', { path: 'a' });
    expect(text.includes('a-value')).toBe(shown);
  });

  it.each([[['--revela']], [['--reveal=yes']], [['--reveal=true', '--reveal=false']]])(
    'does not start with the arguments %j',
    async (args) => {
      const start = secretsTools({ VAULT_ADDR: vault.url, VAULT_TOKEN: 'root' }, args);
      await expect(start).rejects.toThrow('wanted --reveal');
    },
  );
});
