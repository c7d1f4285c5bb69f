import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEntry } from '@app/audit';
import { ClientRegistry, Denials, OperatorAccess, PermissionGuard } from '@app/auth';
import { createHttpApp, validateRequests } from '@app/http';
import { DomainError } from '@app/kernel';
import type { ServerHealth } from '@app/mcp';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { pino } from 'pino';
import { openRegistry } from './registry-parts.js';
import { RegistryModule } from './registry.module.js';
import type { ServerFigures } from './server-figures.js';
import { ServerHealths } from './server-healths.js';

const TOKEN = 'a-token-of-more-than-thirty-two-characters';
const STATUSES = {
  registry_invalid: 400,
  registry_conflict: 409,
  if_match_required: 428,
  env_missing: 400,
  mcp_server_not_found: 404,
  catalog_item_not_found: 404,
  audit_unavailable: 503,
};
const logger = pino({ level: 'silent' });

class SomeHealths extends ServerHealths {
  of(server: string): ServerHealth | undefined {
    if (server !== 'a') return undefined;
    return { state: 'degraded', reason: 'it was slow', failures: 1, since: '2026-11-21T13:00:00.000Z' };
  }
}

const FIGURES: ServerFigures = {
  of: (server) => ({
    tools: { allowed: server.length, denied: 2, quarantined: 0, blocked: 0 },
    era: 'modern',
    last_call: undefined,
    errors_last_hour: 3,
  }),
};

@Module({})
class GuardedModule {
  static of(inner: DynamicModule): DynamicModule {
    const access = new OperatorAccess(new ClientRegistry({ clients: [] }), TOKEN, { hosts: [], origins: [] });
    return {
      module: GuardedModule,
      imports: [inner],
      providers: [
        { provide: OperatorAccess, useValue: access },
        { provide: Denials, useValue: new Denials(() => undefined) },
        { provide: APP_GUARD, useClass: PermissionGuard },
      ],
    };
  }
}

async function setup(servers: Record<string, object>, enabled: string) {
  const data = await mkdtemp(join(tmpdir(), 'router-registry-'));
  await mkdir(join(data, 'mcp'));
  await writeFile(join(data, 'mcp/registry.json'), JSON.stringify({ servers }));
  await writeFile(join(data, 'mcp/servers.txt'), enabled);
  const audited: AuditEntry[] = [];
  const shipper = {
    full: false,
    ship(entry: AuditEntry) {
      if (this.full) return Promise.reject(new DomainError('audit_unavailable', 'full'));
      audited.push(entry);
      return Promise.resolve('id');
    },
  };
  const forgotten: string[] = [];
  const forget = async (server: string) => void forgotten.push(server);
  const parts = await openRegistry(data, shipper, logger, forget);
  const module = GuardedModule.of(RegistryModule.of(parts, new SomeHealths(), FIGURES));
  const bodies = { each: 4 * 1024 * 1024, together: 16 * 1024 * 1024 };
  const app = await createHttpApp(module, { logger, statuses: STATUSES, dialects: {}, bodies });
  validateRequests(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const call = async (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, headers = {}) => {
    const answer = await app.inject({
      method,
      url: `/api/mcp/${path}`,
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    const json = answer.json<Record<string, unknown>>();
    return { status: answer.statusCode, etag: String(answer.headers['etag']), json };
  };
  return {
    call,
    shipper,
    audited,
    forgotten,
    inject: (request: Parameters<typeof app.inject>[0]) => app.inject(request),
    file: (name: string) => readFile(join(data, 'mcp', name), 'utf8'),
    async [Symbol.asyncDispose]() {
      await app.close();
      await parts.registry.close();
      await rm(data, { recursive: true });
    },
  };
}

const A = { command: 'a', description: 'The first' };
const B = { url: 'https://example.com/mcp', project: 'atlas' };

it('serves nobody without a key', async () => {
  await using router = await setup({ a: A }, 'a');
  for (const path of ['registry', 'servers', 'catalog']) {
    expect((await router.inject({ url: `/api/mcp/${path}` })).statusCode).toBe(401);
  }
});

it('lists servers with their state, whatever keeps one from running', async () => {
  const c = { image: 'mcp/c', env_schema: { C_TOKEN_THAT_NOBODY_HAS: 'required' } };
  await using router = await setup({ a: A, b: B, c, d: A }, 'a,c,d,nobody');
  const { status, json } = await router.call('GET', 'servers');
  expect(status).toBe(200);
  expect(json).toMatchObject({
    ok: true,
    problems: [],
    dynamic: true,
    inferred: false,
    enabled: ['a', 'c', 'd', 'nobody'],
    catalog: expect.arrayContaining(['filesystem', 'context7']),
    registry: { a: { ...A, timeout_sec: 60 } },
    servers: [
      { id: 'a', enabled: true, kind: 'command', state: 'degraded', reason: 'it was slow', failures: 1 },
      { id: 'b', enabled: false, kind: 'url', state: 'disabled', project: 'atlas' },
      { id: 'c', enabled: true, kind: 'image', state: 'down', reason: 'not set: C_TOKEN_THAT_NOBODY_HAS' },
      { id: 'd', state: 'idle', tools: { allowed: 1, denied: 2 }, era: 'modern', errors_last_hour: 3 },
      { id: 'nobody', enabled: true, state: 'down', reason: 'registry.json has no entry for it' },
    ],
  });
});

describe('the whole registry', () => {
  it('can be read, changed and put back, as it was written', async () => {
    await using router = await setup({ a: A, b: B }, 'a,b');
    const { json, etag } = await router.call('GET', 'registry');
    expect(json).toEqual({ servers: { a: A, b: B } });
    const put = await router.call(
      'PUT',
      'registry',
      { servers: { a: { ...A, timeout_sec: 5 } } },
      { 'if-match': etag },
    );
    expect(put).toMatchObject({ status: 200, json: { status: 'updated', servers: ['a'] } });
    expect(router.forgotten).toEqual(['b']);
    expect(put.etag).toBe((await router.call('GET', 'registry')).etag);
    expect(router.audited.map(({ action, result, actor }) => [action, result, actor])).toEqual([
      ['mcp_update', 'intent', 'ops-token'],
      ['mcp_update', 'ok', 'ops-token'],
    ]);
  });

  it('is not taken over the change of another editor, nor without saying what was read', async () => {
    await using router = await setup({ a: A }, 'a');
    const { etag } = await router.call('GET', 'registry');
    expect((await router.call('PUT', 'registry', { servers: { b: B } }, { 'if-match': etag })).status).toBe(
      200,
    );
    const late = await router.call('PUT', 'registry', { servers: {} }, { 'if-match': etag });
    expect(late).toMatchObject({ status: 409, json: { code: 'registry_conflict' } });
    const blind = await router.call('PUT', 'registry', { servers: {} });
    expect(blind).toMatchObject({ status: 428, json: { code: 'if_match_required' } });
    expect(JSON.parse(await router.file('registry.json'))).toEqual({ servers: { b: B } });
  });

  it('is refused with line and field, also when a name stands twice', async () => {
    await using router = await setup({ a: A }, 'a');
    const put = (body: string) => router.call('PUT', 'registry', body, { 'if-match': '*' });
    expect(await put('{"servers": {\n"a": {"command": 7}}}')).toMatchObject({
      status: 400,
      json: {
        code: 'registry_invalid',
        param: 'servers.a.command',
        detail: 'the registry is not valid: line 2: servers.a.command: got number, wanted string',
      },
    });
    const twice = await put('{"servers": {"a": {"command": "a"},\n"a": {"command": "b"}}}');
    expect(twice.json['detail']).toContain('line 2: "a" stands here for the second time');
  });
});

describe('one server', () => {
  it('is added, disabled, enabled and removed, each once', async () => {
    await using router = await setup({ a: A }, 'a');
    const post = async (path: string, body: object) => (await router.call('POST', path, body)).json;
    expect(await post('add', { server: 'b', entry: B })).toEqual({
      status: 'added',
      server: 'b',
      servers: ['a', 'b'],
    });
    expect(await post('add', { server: 'b' })).toMatchObject({ status: 'already_enabled' });
    expect(await post('disable', { server: 'b' })).toMatchObject({ status: 'disabled', servers: ['a'] });
    expect(await post('enable', { server: 'b' })).toMatchObject({ status: 'enabled', servers: ['a', 'b'] });
    expect(await post('remove', { server: 'b' })).toMatchObject({ status: 'removed', servers: ['a'] });
    expect(await post('remove', { server: 'b' })).toMatchObject({ status: 'already_removed' });
    // Once more for whoever asks again, because the first time may have failed.
    expect(router.forgotten).toEqual(['b', 'b']);
    expect(router.audited.filter(({ result }) => result === 'ok').map(({ action }) => action)).toEqual([
      'mcp_add',
      'mcp_disable',
      'mcp_enable',
      'mcp_remove',
    ]);
  });

  it('is changed for a reason that is kept, and refused with one that cannot be read', async () => {
    await using router = await setup({ a: A }, 'a');
    const disable = (reason: string) =>
      router.call('POST', 'disable', { server: 'a' }, { 'x-change-reason': reason });
    for (const wrong of ['%zz', 'x'.repeat(501)]) {
      expect(await disable(wrong)).toMatchObject({ status: 400, json: { param: 'X-Change-Reason' } });
    }
    expect(router.audited).toEqual([]);
    expect((await disable(encodeURIComponent('zu laut – «heute»'))).status).toBe(200);
    const reasons = router.audited.map(({ result, metadata }) => [result, metadata?.['reason']]);
    expect(reasons).toEqual([
      ['intent', 'zu laut – «heute»'],
      ['ok', 'zu laut – «heute»'],
    ]);
  });

  it('is added from the catalogue, by its own name or under another, and from a server.json', async () => {
    await using router = await setup({}, '');
    const add = async (body: object) => (await router.call('POST', 'add', body)).json['status'];
    expect(await add({ server: 'memory' })).toBe('added');
    expect(
      await add({
        server: 'docs',
        catalog: 'filesystem',
        choice: { values: { '--root': ['a=/srv/a', 'b=/srv/b:ro'] } },
      }),
    ).toBe('added');
    const server_json = {
      name: 'io.example/fetch',
      description: 'Fetches pages.',
      version: '1.0.0',
      remotes: [{ type: 'sse', url: 'https://example.com/{toString}', variables: { toString: {} } }],
    };
    const choice = { remote: 0, values: { toString: 'mcp' } };
    expect(await add({ server: 'fetch', server_json, choice })).toBe('added');
    expect(JSON.parse(await router.file('registry.json'))).toMatchObject({
      servers: {
        memory: { command: 'npx' },
        docs: {
          command: 'node',
          args: [
            expect.stringMatching(/\/dist\/apps\/mcp-files\/src\/main\.js$/),
            '--root=a=/srv/a',
            '--root=b=/srv/b:ro',
          ],
        },
        fetch: { url: 'https://example.com/mcp', transport: 'sse' },
      },
    });
  });

  it.each<[string, object, number, string]>([
    ['an unknown name', { server: 'zzz' }, 404, 'mcp_server_not_found'],
    ['an unknown item', { server: 'zzz', catalog: 'zzz' }, 404, 'catalog_item_not_found'],
    ['two sources', { server: 'zzz', catalog: 'memory', entry: A }, 400, 'invalid_request'],
    ['a bad name', { server: '../a' }, 400, 'invalid_request'],
    ['an unknown field', { server: 'zzz', env: { A: 'secret' } }, 400, 'invalid_request'],
    [
      'answers of a wrong kind',
      { server: 'zzz', catalog: 'memory', choice: { values: { a: 7 } } },
      400,
      'invalid_request',
    ],
    ['a wrong entry', { server: 'zzz', entry: { command: 7 } }, 400, 'registry_invalid'],
    ['a variable that is not set', { server: 'github' }, 400, 'env_missing'],
    ['another entry', { server: 'a', entry: B }, 409, 'registry_conflict'],
  ])('is not added with %s', async (_what, body, status, code) => {
    await using router = await setup({ a: A }, 'a');
    expect(await router.call('POST', 'add', body)).toMatchObject({ status, json: { code } });
    expect(router.audited).toEqual([]);
  });

  it('is not changed while nothing can be audited', async () => {
    await using router = await setup({ a: A }, 'a');
    router.shipper.full = true;
    const answer = await router.call('POST', 'disable', { server: 'a' });
    expect(answer).toMatchObject({ status: 503, json: { code: 'audit_unavailable' } });
    expect(await router.file('servers.txt')).toBe('a');
  });
});

it('shows the catalogue, searched by words', async () => {
  await using router = await setup({}, '');
  const { json } = await router.call('GET', 'catalog?q=documentation');
  expect(json).toMatchObject({
    problems: [],
    items: [{ name: 'context7', options: [{ identifier: '@upstash/context7-mcp', version: '4.1.1' }] }],
  });
});
