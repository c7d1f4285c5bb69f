import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declaredRoutes, storedForm } from '@app/auth';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createOps } from '../../apps/ops/src/ops-app.ts';
import { createWorker } from '../../apps/worker/src/worker-app.ts';
import { fastifyRoutes, type FastifyRoute } from './fastify-routes.ts';

const TOKEN = 'the-token-of-the-test-0123456789abcdef';
const WORKER_TOKEN = 'the-workers-token-0123456789abcdef0123';
const VIEWER_KEY = 'sy-viewer-key';
/** Of a client of the models, without a role here. */
const NOBODYS_KEY = 'sy-nobodys-key';

/** All that anybody may call: what monitors read, and the description of the API. */
const PUBLIC = /^(GET|HEAD) \/(health|ready|metrics|docs|docs-json|docs-yaml|docs\/.*)$/;
const WORKER_PUBLIC = /^(GET|HEAD) \/(health|ready|metrics)$/;

interface Listening {
  readonly app: NestFastifyApplication;
  readonly folder: string;
  readonly url: string;
  readonly routes: readonly FastifyRoute[];
}

const started: Listening[] = [];

/** Neither Redis nor a node is there: who may not pass learns that before anything else is asked. */
async function listening(
  create: (env: Record<string, string>) => Promise<{ app: NestFastifyApplication }>,
  more: Record<string, string>,
  clients: readonly object[] = [],
): Promise<Listening> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-routes-'));
  await writeFile(join(folder, 'clients.yaml'), JSON.stringify({ clients }));
  const shared = { CONFIG_DIR: folder, DATA_DIR: folder, LOG_LEVEL: 'silent', REDIS_URL: 'unix:///nowhere' };
  const { app } = await create({ ...shared, WORKER_TOKEN, ...more });
  await app.listen(0, '127.0.0.1');
  const one = { app, folder, url: await app.getUrl(), routes: fastifyRoutes(app) };
  started.push(one);
  return one;
}

async function statusOf({ url }: Listening, { method, path }: FastifyRoute, key?: string): Promise<number> {
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const called = path.replace(/:\w+/g, 'web').replace('*', 'x');
  const response = await fetch(`${url}${called}`, { method, headers });
  await response.arrayBuffer();
  return response.status;
}

/** The statuses of all the routes, by route, so that a failure names the one that is open. */
async function statuses(listening: Listening, routes: readonly FastifyRoute[], key?: string) {
  const each = routes.map(async (route) => [nameOf(route), await statusOf(listening, route, key)] as const);
  return Object.fromEntries(await Promise.all(each));
}

const nameOf = ({ method, path }: FastifyRoute) => `${method} ${path}`;
const all = (routes: readonly FastifyRoute[], status: number) =>
  Object.fromEntries(routes.map((route) => [nameOf(route), status]));
const guardedOf = ({ routes }: Listening) => routes.filter((route) => !PUBLIC.test(nameOf(route)));

let ops: Listening;

beforeAll(async () => {
  const viewer = {
    id: 'looker',
    key_hash: storedForm(VIEWER_KEY),
    roles: ['viewer'],
    scopes: { nodes: ['*'], services: ['*'] },
  };
  ops = await listening(createOps, { OPS_CONTROLLER_TOKEN: TOKEN }, [
    viewer,
    { id: 'nobody', key_hash: storedForm(NOBODYS_KEY) },
  ]);
}, 60_000);

afterAll(async () => {
  for (const { app, folder } of started) {
    await app.close();
    await rm(folder, { recursive: true });
  }
}, 60_000);

/** Fastify answers HEAD wherever a controller answers GET. */
function accessTo({ method, path }: FastifyRoute) {
  const asked = method === 'HEAD' ? 'GET' : method;
  const declared = declaredRoutes(ops.app).find((route) => route.method === asked && route.path === path);
  return declared?.access;
}

describe('each route of ops', () => {
  it('that a controller declares is known to Fastify, so none is left out here', () => {
    const known = new Set(ops.routes.map(nameOf));
    const declared = declaredRoutes(ops.app);
    expect(declared.length).toBeGreaterThan(10);
    expect(declared.map(nameOf).filter((name) => !known.has(name))).toEqual([]);
  });

  it('declares a permission, or is one of the few that are public', () => {
    const undeclared = guardedOf(ops).filter((route) => (accessTo(route) ?? 'public') === 'public');
    expect(undeclared.map(nameOf)).toEqual([]);
  });

  it('that does not only read is for more than those who only look', () => {
    const acting = guardedOf(ops).filter(({ method }) => method !== 'GET' && method !== 'HEAD');
    const lax = acting.filter(
      (route) => !['operate', 'deploy', 'cancel', 'administer'].includes(accessTo(route) ?? ''),
    );
    // They read what their caller may read anyway, and are no GET because that costs, or has to be stopped.
    expect(lax.map(nameOf).sort()).toEqual([
      'DELETE /audit/verifications/:id',
      'POST /audit/verifications',
      'POST /audit/verify',
    ]);
  });

  it('answers 401 without a key and with an unknown one', async () => {
    const guarded = guardedOf(ops);
    expect(await statuses(ops, guarded)).toEqual(all(guarded, 401));
    expect(await statuses(ops, guarded, 'sy-unknown')).toEqual(all(guarded, 401));
  });

  it('that does more than read answers 403 to a viewer', async () => {
    const acting = guardedOf(ops).filter((route) => !['read', 'known'].includes(accessTo(route) ?? ''));
    expect(acting.map(nameOf)).toEqual(expect.arrayContaining(['POST /services/:id/:action', 'GET /audit']));
    expect(await statuses(ops, acting, VIEWER_KEY)).toEqual(all(acting, 403));
  });

  it('that any valid key may call is the one that says whose key it is', async () => {
    const known = guardedOf(ops).filter((route) => accessTo(route) === 'known');
    expect(known.map(nameOf)).toEqual(['GET /whoami', 'HEAD /whoami']);
    expect(await statuses(ops, known, VIEWER_KEY)).toEqual(all(known, 200));
    expect(await statuses(ops, known, NOBODYS_KEY)).toEqual(all(known, 200));
    const response = await fetch(`${ops.url}/whoami`, { headers: { authorization: `Bearer ${VIEWER_KEY}` } });
    const scopes = { nodes: ['*'], services: ['*'] };
    expect(await response.json()).toEqual({ id: 'looker', roles: ['viewer'], permissions: ['read'], scopes });
  });

  it('answers 503 to everybody while no token and no client is configured', async () => {
    const open = await listening(createOps, {});
    const guarded = guardedOf(open);
    expect(await statuses(open, guarded)).toEqual(all(guarded, 503));
    expect(await statuses(open, guarded, TOKEN)).toEqual(all(guarded, 503));
  });
});

describe('each route of the worker', () => {
  it('but health, readiness and metrics answers 401 without the WORKER_TOKEN', async () => {
    const worker = await listening(createWorker, {});
    const guarded = worker.routes.filter((route) => !WORKER_PUBLIC.test(nameOf(route)));
    expect(guarded.map(nameOf)).toEqual(
      expect.arrayContaining(['GET /nodes', 'GET /services', 'POST /plans']),
    );
    expect(await statuses(worker, guarded)).toEqual(all(guarded, 401));
    expect(await statuses(worker, guarded, TOKEN)).toEqual(all(guarded, 401));
    const { method, path } = { method: 'GET', path: '/nodes' };
    expect(await statusOf(worker, { method, path }, WORKER_TOKEN)).toBe(200);
  });
});

describe('what anybody may read', () => {
  it('says by name what is missing, with neither a secret nor a path', async () => {
    const response = await fetch(`${ops.url}/ready`);
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({
      ready: false,
      dependencies: [
        { name: 'redis', ok: false },
        { name: 'worker', ok: false },
        { name: 'audit', ok: true },
        { name: 'queue', ok: true },
      ],
    });
    expect(text).not.toMatch(new RegExp(`nowhere|${ops.folder}|${TOKEN}|${WORKER_TOKEN}`));
  });

  it('counts requests by the pattern of their route, never by what was sent', async () => {
    await statusOf(ops, { method: 'GET', path: '/services/some-secret-name' });
    await fetch(`${ops.url}/no-such-route`);
    const text = await (await fetch(`${ops.url}/metrics`)).text();
    expect(text).toMatch(
      /switchyard_http_requests_total\{method="GET",route="\/services\/:id",status="401"\} \d/,
    );
    expect(text).toMatch(/switchyard_http_requests_total\{method="GET",route="none",status="404"\} \d/);
    expect(text).not.toContain('some-secret-name');
  });
});
