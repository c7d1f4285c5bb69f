import { Controller, Get, Module, Post, Req } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HealthController, createHttpApp } from '@app/http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { mintKey, storedForm } from './api-key.js';
import { ClientRegistry } from './client-registry.js';
import { clientsFile } from './clients-file.js';
import { declaredRoutes } from './declared-routes.js';
import { Denials, type Denial } from './denials.js';
import { OperatorAccess } from './operator-access.js';
import { PermissionGuard } from './permission-guard.js';
import { PublicRoute, RequiresKey, RequiresPermission, markPublic } from './route-access.js';

const TOKEN = 'a-controller-token-of-32-letters';
const VIEWER = mintKey();
const UNKNOWN = mintKey();

@Controller(['services', '/v1/services/'])
@RequiresPermission('read')
class ServicesController {
  @Get()
  list(@Req() { client }: FastifyRequest) {
    return { by: client?.id };
  }

  @Post(':id/stop')
  @RequiresPermission('operate')
  stop(@Req() { client }: FastifyRequest) {
    return { by: client?.id };
  }

  @Get('ready')
  @PublicRoute()
  ready() {
    return { ok: true };
  }
}

@Controller('whoami')
class WhoamiController {
  @Get()
  @RequiresKey()
  read(@Req() { client }: FastifyRequest) {
    return { by: client?.id };
  }
}

@Controller('forgotten')
class ForgottenController {
  @Get()
  read() {
    return { secret: true };
  }
}

@Controller('heir')
class HeirController extends HealthController {}

const file = clientsFile.parse({
  clients: [{ id: 'viewer-1', key_hash: storedForm(VIEWER), roles: ['viewer'] }],
});
const nobody = clientsFile.parse({});
const registry = new ClientRegistry(file);
const denied: Denial[] = [];
const lines: string[] = [];
const served: string[] = [];
let token: string | undefined = TOKEN;
let app: NestFastifyApplication;

@Module({
  controllers: [ServicesController, WhoamiController, ForgottenController, HealthController, HeirController],
  providers: [
    { provide: APP_GUARD, useClass: PermissionGuard },
    { provide: Denials, useFactory: () => new Denials((denial) => void denied.push(denial)) },
    {
      provide: OperatorAccess,
      useFactory: () => new OperatorAccess(registry, token, { hosts: [], origins: [] }),
    },
  ],
})
class TryModule {}

async function start(withToken: string | undefined): Promise<void> {
  token = withToken;
  app = await createHttpApp(TryModule, {
    logger: pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }),
    statuses: { no_credentials_configured: 503 },
    dialects: {},
    bodies: { each: 1000, together: 2500 },
  });
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', ({ method, url }) => void served.push(`${String(method)} ${url}`));
  await app.init();
  await fastify.ready();
}

markPublic(HealthController);
beforeEach(async () => {
  for (const list of [denied, lines, served]) list.splice(0);
  registry.replace(file);
  await start(TOKEN);
});
afterEach(() => app.close());

async function call(url: string, key?: string, method: 'GET' | 'POST' = 'GET') {
  const headers = { host: 'localhost:9000', ...(key !== undefined && { authorization: `Bearer ${key}` }) };
  const answer = await app.inject({ url, method, headers });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>(), text: answer.body };
}

describe('a route', () => {
  it.each([
    ['GET', '/services', VIEWER, 200, 'viewer-1'],
    ['GET', '/services', TOKEN, 200, 'ops-token'],
    ['POST', '/services/web/stop', TOKEN, 201, 'ops-token'],
  ] as const)('%s %s knows its caller', async (method, url, key, status, by) => {
    expect(await call(url, key, method)).toMatchObject({ status, body: { by } });
    expect(denied).toEqual([]);
  });

  it.each([
    ['without a key', 'GET', '/services', undefined, 401, 'unauthorized'],
    ['with an unknown key', 'GET', '/services', UNKNOWN, 401, 'unauthorized'],
    ['without the permission', 'POST', '/services/web/stop', VIEWER, 403, 'forbidden'],
    ['that declares nothing, without a key', 'GET', '/forgotten', undefined, 401, 'unauthorized'],
    ['that declares nothing, for an admin too', 'GET', '/forgotten', TOKEN, 403, 'forbidden'],
    ['that inherits the public one of another class', 'GET', '/heir', TOKEN, 403, 'forbidden'],
  ] as const)('%s is refused', async (_, method, url, key, status, code) => {
    const answer = await call(url, key, method);
    expect(answer).toMatchObject({ status, body: { code } });
    if (key !== undefined) expect(answer.text).not.toContain(key);
  });

  it.each(['/health', '/services/ready'])('%s, being public, needs no key', async (url) => {
    expect(await call(url)).toMatchObject({ status: 200, body: { ok: true } });
  });

  it('that declares nothing is one ERROR in the log, however often it is called', async () => {
    for (let i = 0; i < 3; i += 1) await call('/forgotten', TOKEN);
    expect((await call('/forgotten', TOKEN)).body.detail).toMatch(/declares no permission/);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('ForgottenController.read');
  });
});

it('with no credentials configured every route but the public ones is 503 and says what to do', async () => {
  await app.close();
  registry.replace(nobody);
  await start(undefined);
  for (const url of ['/services', '/forgotten', '/heir']) {
    for (const key of [undefined, VIEWER, TOKEN]) {
      const { status, body } = await call(url, key);
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'no_credentials_configured' });
      expect(body.detail).toContain('OPS_CONTROLLER_TOKEN');
    }
  }
  expect(await call('/health')).toMatchObject({ status: 200 });
});

describe('a refused call', () => {
  it('is handed on with who, what and why, and without the key', async () => {
    await call('/services/web/stop', VIEWER, 'POST');
    await call('/services', UNKNOWN);
    const here = { address: '127.0.0.1', forwarded: false, requestId: expect.stringMatching(/^req-/) };
    expect(denied).toEqual([
      {
        ...here,
        code: 'forbidden',
        client: 'viewer-1',
        method: 'POST',
        route: '/services/:id/stop',
        unreported: 0,
      },
      { ...here, code: 'unauthorized', client: undefined, method: 'GET', route: '/services', unreported: 0 },
    ]);
    expect(JSON.stringify(denied)).not.toContain(UNKNOWN);
  });

  it('is not the question whether keys are needed, but is a key that nobody has, and a foreign page', async () => {
    expect(await call('/whoami')).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(denied).toEqual([]);
    await call('/whoami', UNKNOWN);
    await app.inject({ url: '/whoami', headers: { host: 'localhost:9000', origin: 'http://evil.example' } });
    expect(denied.map(({ code }) => code)).toEqual(['unauthorized', 'forbidden']);
  });

  it('in a flood of bad keys is handed on some times only, and hides no attempt of a client', async () => {
    for (let i = 0; i < 50; i += 1) await call('/services', `${UNKNOWN}${i}`);
    expect(denied).toHaveLength(10);
    await call('/services/web/stop', VIEWER, 'POST');
    expect(denied).toHaveLength(11);
    expect(denied.at(-1)).toMatchObject({ client: 'viewer-1' });
  });
});

describe('declaredRoutes', () => {
  it('lists every route with what it declares', () => {
    const routes = declaredRoutes(app).map(({ method, path, access }) => `${method} ${path} ${access}`);
    expect(routes.sort()).toEqual([
      'GET /forgotten undefined',
      'GET /health public',
      'GET /heir undefined',
      'GET /services read',
      'GET /services/ready public',
      'GET /v1/services read',
      'GET /v1/services/ready public',
      'GET /whoami known',
      'POST /services/:id/stop operate',
      'POST /v1/services/:id/stop operate',
    ]);
  });

  it('misses none of those that the server has', () => {
    const listed = declaredRoutes(app).map(({ method, path }) => `${method} ${path}`);
    expect(listed.sort()).toEqual(served.filter((route) => !route.startsWith('HEAD')).sort());
  });
});

it('a route that declares two things does not come to be', () => {
  const twice = () => {
    class Twice {
      @PublicRoute()
      @RequiresPermission('administer')
      read() {
        return {};
      }
    }
    return Twice;
  };
  expect(twice).toThrow(/both administer and public/);
});
