import { randomBytes } from 'node:crypto';
import { RedisServer } from '../redis/redis-server.ts';
import { mcpData, nodeServer } from './mcp-data.ts';
import { postModern } from './mcp-post.ts';
import { startRouter, type RunningRouter } from './router-harness.ts';
import { until } from './until.ts';

const files = mcpData({ fixture: nodeServer('test/mcp/conformance-server.ts') });
const TOOL = 'test_input_required_result_request_state';
const inputResponses = { confirm: { action: 'accept', content: { ok: true } } };
const able = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } };
const LIMIT_MS = 60_000;

let routers: RunningRouter[] = [];

async function start(env: Readonly<Record<string, string>> = {}): Promise<RunningRouter> {
  const router = await startRouter({ files, env });
  routers.push(router);
  return router;
}

afterEach(async () => {
  await Promise.all(routers.map((router) => router.close()));
  routers = [];
});

/** What a modern server wants to know, asked for at one router. */
async function stateFrom({ url }: RunningRouter): Promise<unknown> {
  const { messages } = await postModern(`${url}/mcp/fixture`, 'tools/call', { name: TOOL, _meta: able });
  return (messages.at(-1)?.['result'] as { requestState?: unknown } | undefined)?.requestState;
}

/** The same call with the answer, at the same router or at another one. */
async function resumed({ url }: RunningRouter, requestState: unknown): Promise<string> {
  const params = { name: TOOL, requestState, inputResponses, _meta: able };
  const { messages } = await postModern(`${url}/mcp/fixture`, 'tools/call', params);
  return JSON.stringify(messages.at(-1));
}

it(
  'a call that one router began is finished at another one with the same key, and at no other',
  async () => {
    const [old, key] = [randomBytes(32).toString('hex'), randomBytes(32).toString('base64')];
    const [first, rotated, stranger] = await Promise.all([
      start({ ROUTER_STATE_KEY: old }),
      start({ ROUTER_STATE_KEY: key, ROUTER_STATE_KEY_BEFORE: old }),
      start(),
    ]);
    expect(await resumed(rotated, await stateFrom(first))).toContain('state-ok');
    expect(await resumed(stranger, await stateFrom(first))).toContain('requestState is not good');
    expect(await resumed(first, await stateFrom(rotated))).toContain('requestState is not good');
  },
  LIMIT_MS,
);

it(
  'routers on one Redis make a key together, also one that Redis was away from when it started',
  async () => {
    const redis = await RedisServer.start();
    try {
      const [first, second] = await Promise.all([
        start({ REDIS_URL: redis.url }),
        start({ REDIS_URL: redis.url }),
      ]);
      expect(await resumed(second, await stateFrom(first))).toContain('state-ok');
      expect(await resumed(first, await stateFrom(second))).toContain('state-ok');
      await redis.kill();
      const late = await start({ REDIS_URL: redis.url });
      const before = await stateFrom(late);
      expect(await resumed(first, before)).toContain('requestState is not good');
      await redis.revive();
      await until(
        async () => resumed(late, await stateFrom(first)),
        (answer) => answer.includes('state-ok'),
      );
      expect(await resumed(late, before)).toContain('state-ok');
    } finally {
      await redis.stop();
    }
  },
  LIMIT_MS,
);
