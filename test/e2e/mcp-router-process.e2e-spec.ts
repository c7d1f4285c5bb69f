import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INBOX_STREAM, type AuditEntry } from '@app/audit';
import { Redis } from 'ioredis';
import { RedisServer } from '../redis/redis-server.ts';
import { pidsWith } from '../mcp/running-pids.ts';
import { mcpData, nodeServer } from './mcp-data.ts';
import { initialize, postLegacy, postModern } from './mcp-post.ts';
import { until } from './until.ts';

const MAIN = 'dist/apps/router/src/main.js';
/** In the environment of the server, so that it is found among all processes. */
const MARK = `MARKED_BY_TEST=${process.pid}`;
const env_schema = { MARKED_BY_TEST: { default: String(process.pid) } };
const SERVERS = { fixture: { ...nodeServer('test/mcp/conformance-server.ts'), env_schema } };

interface RouterProcess {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** Sends SIGTERM, and returns the exit code. */
  stop(): Promise<number | null>;
}

async function runRouter(directory: string, more: Readonly<Record<string, string>>): Promise<RouterProcess> {
  const path = process.env['PATH'] ?? '';
  const env = { PATH: path, CONFIG_DIR: directory, DATA_DIR: directory, ROUTER_PORT: '0', ...more };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (part: Buffer) => {
      said += part.toString();
      const [, address] = /"url":"([^"]+)","msg":"listening"/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`the router exited with ${code}:\n${said}`)));
  });
  const stop = async () => {
    const exited = once(child, 'exit') as Promise<[number | null]>;
    child.kill('SIGTERM');
    return (await exited)[0];
  };
  return { url, env: { ...env, ROUTER_PORT: new URL(url).port }, stop };
}

async function healthCheck(env: Readonly<Record<string, string>>): Promise<number | null> {
  const child = spawn(process.execPath, [MAIN, '--health-check'], { env, stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

async function processGauge(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^switchyard_mcp_processes (\d+)/m.exec(text)?.[1]);
}

describe('the router as a process', () => {
  let redis: RedisServer;
  let directory: string;
  let router: RouterProcess;

  beforeEach(async () => {
    redis = await RedisServer.start();
    directory = await mkdtemp(join(tmpdir(), 'switchyard-router-'));
    await mcpData(SERVERS)(directory);
    router = await runRouter(directory, { REDIS_URL: redis.url });
  });

  afterEach(async () => {
    await redis.stop();
    await rm(directory, { recursive: true });
  });

  it('checks its own health: 0 while it is ready, 1 when nobody answers', async () => {
    expect(await healthCheck(router.env)).toBe(0);
    expect(await router.stop()).toBe(0);
    expect(await healthCheck(router.env)).toBe(1);
  });

  it('starts a server when it is needed, and leaves none behind', async () => {
    expect(await processGauge(router.url)).toBe(0);
    const params = { name: 'fixture__test_simple_text' };
    const { messages } = await postModern(`${router.url}/mcp`, 'tools/call', params);
    expect(messages).toMatchObject([{ result: { content: [{ type: 'text' }] } }]);
    expect(await processGauge(router.url)).toBe(1);
    expect(pidsWith(MARK)).toHaveLength(1);
    expect(await router.stop()).toBe(0);
    expect(pidsWith(MARK)).toEqual([]);
  });

  it('goes on without Redis, and says so', async () => {
    await redis.stop();
    const params = { name: 'fixture__test_simple_text' };
    const { messages } = await postModern(`${router.url}/mcp`, 'tools/call', params);
    expect(messages).toMatchObject([{ result: { content: [{ type: 'text' }] } }]);
    const ready = await until(
      async () => (await fetch(`${router.url}/ready`)).json() as Promise<{ dependencies: { ok: boolean }[] }>,
      ({ dependencies }) => dependencies.some(({ ok }) => !ok),
    );
    expect(ready).toMatchObject({
      ready: true,
      dependencies: [{ name: 'redis', ok: false, optional: true }],
    });
    await router.stop();
  });

  it('hands the audit a record of each call: its request, its door, and what the caller says of itself', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const said = (id: string, origin: string) => ({
      'x-request-id': id,
      'x-request-origin': origin,
      traceparent,
    });
    const mcp = `${router.url}/mcp`;
    const params = { name: 'fixture__test_simple_text' };
    // The first call of a client passes the SDK, the next goes past it.
    for (const id of ['first', 'next']) {
      await postModern(mcp, 'tools/call', params, { headers: said(id, 'ci') });
    }
    const session = await initialize(mcp);
    const call = { id: 1, method: 'tools/call', params };
    await postLegacy(mcp, call, { headers: { ...session, ...said('of-a-session', 'schedule') } });
    await postLegacy(mcp, call, { headers: { ...session, 'x-request-id': 'silent' } });
    await fetch(`${mcp}/servers/fixture/call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...said('plain', 'chat') },
      body: JSON.stringify({ tool: 'test_simple_text', arguments: {} }),
    });
    const client = new Redis(redis.url.replace('unix://', ''));
    const entries = await until(
      async () =>
        (await client.xrange(INBOX_STREAM, '-', '+')).map(
          ([, [, text = '']]) => JSON.parse(text) as AuditEntry,
        ),
      ({ length }) => length >= 5,
    );
    client.disconnect();
    const trace_id = '0af7651916cd43dd8448eb211c80319c';
    expect(
      entries.map(({ resource, correlation_id: id, metadata = {} }) => [
        resource,
        id,
        metadata['door'],
        metadata['said_by_caller'],
      ]),
    ).toEqual(
      [
        ['first', 'mcp', { origin: 'ci', trace_id }],
        ['next', 'mcp', { origin: 'ci', trace_id }],
        ['of-a-session', 'mcp', { origin: 'schedule', trace_id }],
        ['silent', 'mcp', undefined],
        ['plain', 'api', { origin: 'chat', trace_id }],
      ].map((told) => ['fixture/test_simple_text', ...told]),
    );
    await router.stop();
  });
});
