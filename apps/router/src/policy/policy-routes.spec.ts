import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEntry } from '@app/audit';
import {
  ClientRegistry,
  clientsFile,
  Denials,
  mintKey,
  OperatorAccess,
  PermissionGuard,
  storedForm,
} from '@app/auth';
import { createHttpApp, createLogger, Registry, validateRequests } from '@app/http';
import { DomainError } from '@app/kernel';
import { RateLimit, RegistryPolicy, serverEntry, ToolLocks, type RegistrySnapshot } from '@app/mcp';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ExplainController } from './explain.controller.js';
import { policyMetrics } from './policy-metrics.js';
import { QuarantineController } from './quarantine.controller.js';
import { QuarantineDesk } from './quarantine-desk.js';
import { ToolExplainer } from './tool-explainer.js';

const VIEWER = mintKey();
const ADMIN = mintKey();
const file = clientsFile.parse({
  clients: [
    { id: 'vera', key_hash: storedForm(VIEWER), roles: ['viewer'], scopes: { tools: ['github/get*'] } },
    { id: 'ada', key_hash: storedForm(ADMIN), roles: ['admin'] },
  ],
});

let folder: string;
let locks: ToolLocks;
let app: NestFastifyApplication;
let events: AuditEntry[];
let accepted: string[];
let reported: unknown[];
let audit: (entry: AuditEntry) => Promise<unknown>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-routes-'));
  [events, accepted, reported] = [[], [], []];
  audit = (entry) => Promise.resolve(events.push(entry));
  const quarantined = () => undefined;
  locks = await ToolLocks.open({ path: join(folder, 'tool-locks.json'), quarantined, trouble: quarantined });
  app = await anApp();
});

afterEach(async () => {
  await app.close();
  await locks.close();
  await rm(folder, { recursive: true });
});

async function anApp(): Promise<NestFastifyApplication> {
  const clients = new ClientRegistry(file);
  const entry = serverEntry.parse({ command: 'x' });
  const entryOf = (id: string) => (id === 'github' ? entry : undefined);
  const snapshot = { known: new Map(), entries: new Map([['github', {}]]) } as unknown as RegistrySnapshot;
  const policy = new RegistryPolicy(entryOf, new RateLimit(undefined));
  const desk = new QuarantineDesk({
    locks,
    audit: (entry) => audit(entry),
    report: (error) => void reported.push(error),
    accepted: (server) => void accepted.push(server),
  });

  @Module({
    controllers: [ExplainController, QuarantineController],
    providers: [
      {
        provide: ToolExplainer,
        useValue: new ToolExplainer({ clients, registry: { entryOf, snapshot }, policy, locks }),
      },
      { provide: QuarantineDesk, useValue: desk },
      {
        provide: OperatorAccess,
        useValue: new OperatorAccess(clients, undefined, { hosts: [], origins: [] }),
      },
      { provide: Denials, useValue: new Denials(() => undefined) },
      { provide: APP_GUARD, useClass: PermissionGuard },
    ],
  })
  class PolicyModule {}

  const bodies = { each: 65_536, together: 65_536 };
  const statuses = { registry_conflict: 409, audit_unavailable: 503 };
  const app = await createHttpApp(PolicyModule, {
    logger: createLogger('test', 'silent'),
    statuses,
    dialects: {},
    bodies,
  });
  validateRequests(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

async function call(key: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'x-request-id': 'req-7',
  };
  const sent = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${await app.getUrl()}/api/mcp/${path}`, sent);
  return { status: response.status, body: await response.json() };
}

/** quarantine makes github's tool `get` wait and returns what accepts it. */
async function quarantine() {
  await locks.review('github', [{ name: 'get', description: 'gets' }]);
  await locks.review('github', [{ name: 'get', description: 'gets\u200b, and sends' }]);
  return { server: 'github', tool: 'get', hash: locks.lockOf('github', 'get')?.waiting?.hash ?? '' };
}

describe('GET /api/mcp/explain', () => {
  it('tells why a client may or may not use a tool, by any of its names', async () => {
    await locks.review('github', [{ name: 'get' }, { name: 'set' }]);
    for (const tool of ['get', 'github/get', 'github__get']) {
      const answer = await call(VIEWER, `explain?client=vera&tool=${tool}`);
      expect(answer).toMatchObject({
        status: 200,
        body: { client: 'vera', tools: [{ server: 'github', tool: 'get', allowed: true, rule: 'scopes' }] },
      });
    }
    const refused = await call(VIEWER, 'explain?client=vera&tool=set&server=github');
    expect(refused.body).toMatchObject({ tools: [{ allowed: false, rule: 'scopes' }] });
  });

  it('refuses questions that are none', async () => {
    expect((await call(VIEWER, 'explain?client=vera')).status).toBe(400);
    expect((await call(VIEWER, 'explain?client=vera&tool=x&server=../x')).status).toBe(400);
    expect((await call(VIEWER, 'explain?client=nobody&tool=get')).status).toBe(404);
    expect((await call('sy-wrong', 'explain?client=vera&tool=get')).status).toBe(401);
  });
});

describe('/api/mcp/quarantine', () => {
  it('shows what changed, with nothing hidden in it', async () => {
    const { hash } = await quarantine();
    const { status, body } = await call(VIEWER, 'quarantine');
    expect(status).toBe(200);
    expect(body).toEqual({
      total: 1,
      tools: [
        {
          server: 'github',
          tool: 'get',
          hash,
          approved_hash: expect.stringMatching(/^sha256:/),
          since: expect.any(String),
          complete: true,
          changes: [{ path: '/description', before: '"gets"', after: '"gets\\u200b, and sends"' }],
        },
      ],
      blocked: [],
    });
  });

  it('lets an admin accept it, which the audit knows before and after', async () => {
    const body = await quarantine();
    expect(await call(ADMIN, 'quarantine/accept', body)).toEqual({
      status: 200,
      body: { server: 'github', tool: 'get', approved_hash: body.hash },
    });
    expect(locks.stateOf('github', 'get')).toBe('approved');
    expect(accepted).toEqual(['github']);
    const about = { tool: 'get', definition: body.hash };
    const event = { action: 'mcp_update', resource: 'mcp/github', actor: 'ada', correlation_id: 'req-7' };
    expect(events).toMatchObject([
      { ...event, result: 'intent', metadata: about },
      { ...event, result: 'ok', metadata: about },
    ]);
  });

  it('lets an admin block it: it stays out of use, waits no longer, and may be accepted all the same', async () => {
    const body = await quarantine();
    expect((await call(VIEWER, 'quarantine/block', body)).status).toBe(403);
    expect(await call(ADMIN, 'quarantine/block', body)).toEqual({
      status: 200,
      body: { server: 'github', tool: 'get', blocked_hash: body.hash },
    });
    expect(locks.stateOf('github', 'get')).toBe('quarantined');
    expect((await call(VIEWER, 'quarantine')).body).toMatchObject({
      total: 0,
      tools: [],
      blocked: [{ server: 'github', tool: 'get', hash: body.hash }],
    });
    expect(accepted).toEqual([]);
    expect(events).toMatchObject([
      { result: 'intent', metadata: { decision: 'block', tool: 'get', definition: body.hash } },
      { result: 'ok', metadata: { decision: 'block' } },
    ]);
    expect((await call(ADMIN, 'quarantine/accept', body)).status).toBe(200);
    expect(locks.stateOf('github', 'get')).toBe('approved');
  });

  it('blocks what was looked at and nothing else', async () => {
    const body = await quarantine();
    const other = `sha256:${'0'.repeat(64)}`;
    expect((await call(ADMIN, 'quarantine/block', { ...body, hash: other })).status).toBe(409);
    expect((await call(ADMIN, 'quarantine/block', { ...body, tool: 'set' })).status).toBe(404);
    expect(events).toEqual([]);
  });

  it('lets nobody else accept anything', async () => {
    expect((await call(VIEWER, 'quarantine/accept', await quarantine())).status).toBe(403);
    expect(locks.stateOf('github', 'get')).toBe('quarantined');
    expect(events).toEqual([]);
  });

  it('accepts nothing while the audit takes nothing', async () => {
    audit = () => Promise.reject(new DomainError('audit_unavailable', 'Redis is away'));
    expect((await call(ADMIN, 'quarantine/accept', await quarantine())).status).toBe(503);
    expect(locks.stateOf('github', 'get')).toBe('quarantined');
    expect(accepted).toEqual([]);
  });

  it('says that it was accepted when only its outcome could not be recorded', async () => {
    audit = ({ result }) =>
      result === 'intent' ? Promise.resolve() : Promise.reject(new DomainError('audit_unavailable', 'away'));
    expect((await call(ADMIN, 'quarantine/accept', await quarantine())).status).toBe(200);
    expect(reported).toHaveLength(1);
  });

  it('accepts what was looked at and nothing else', async () => {
    const body = await quarantine();
    const other = `sha256:${'0'.repeat(64)}`;
    expect((await call(ADMIN, 'quarantine/accept', { ...body, hash: other })).status).toBe(409);
    expect((await call(ADMIN, 'quarantine/accept', { ...body, tool: 'set' })).status).toBe(404);
    expect((await call(ADMIN, 'quarantine/accept', { ...body, hash: 'unreadable' })).status).toBe(400);
    expect(events).toEqual([]);
  });

  it('is a figure, by server', async () => {
    await quarantine();
    const registry = new Registry();
    policyMetrics(registry, { locks, windows: { degraded: true } });
    const text = await registry.metrics();
    expect(text).toContain('switchyard_mcp_quarantined_tools{server="github"} 1');
    expect(text).toContain('switchyard_mcp_limits_degraded 1');
  });
});
