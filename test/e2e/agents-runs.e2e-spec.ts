import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FakeHub } from '../fakes/fake-hub.ts';
import { startFakeOpenAi, type FakeOpenAi } from '../fakes/fake-openai.ts';
import { text, toolCalls } from '../fakes/openai-scenario.ts';
import { RedisServer } from '../redis/redis-server.ts';
import { EventReader } from './event-reader.ts';
import { startRouter, type RunningRouter } from './router-harness.ts';
import { until } from './until.ts';

const MODEL = 'org/served-model';
const AGENTS = { agents: { ann: { model: MODEL, tools: ['*'] } } };
const WAIT = { id: 'call_1', name: 'wait', fragments: ['{}'] };
const WORDS = ['one ', 'two ', 'three'];

type Body = Record<string, unknown>;

describe('runs of agents', () => {
  let upstream: FakeOpenAi;
  const open: { close(): Promise<void> }[] = [];

  const start = async (env: Record<string, string> = {}, hub = new FakeHub()): Promise<RunningRouter> => {
    const files = (directory: string) => writeFile(join(directory, 'agents.yaml'), JSON.stringify(AGENTS));
    const gateway = { GATEWAY_URL: upstream.url.replace(/\/v1$/, '') };
    const router = await startRouter({ hub, files, env: { ...gateway, ...env } });
    open.push(router);
    return router;
  };
  const startRedis = async () => {
    const redis = await RedisServer.start();
    open.push({ close: () => redis.stop() });
    return redis;
  };
  const ask = async ({ url }: RunningRouter, path: string, body?: object) => {
    const method = body === undefined ? 'GET' : 'POST';
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Body };
  };

  beforeEach(async () => {
    upstream = await startFakeOpenAi();
    upstream.script(MODEL, text(...WORDS));
    open.push(upstream);
  });
  afterEach(async () => {
    for (const one of open.splice(0).toReversed()) await one.close();
  });

  it('are seen, followed and cancelled at every router', async () => {
    const redis = await startRedis();
    const [here, there] = [await start({ REDIS_URL: redis.url }), await start({ REDIS_URL: redis.url })];
    upstream.script(MODEL, toolCalls(WAIT));
    const { body } = await ask(here, '/v1/agents/ann/runs', { input: 'x', background: true });
    const path = `/v1/agents/runs/${String(body['id'])}`;
    const reader = new EventReader(`${there.url}${path}/events`, {});
    await reader.until(({ event }) => event === 'tool.call');
    expect((await ask(there, `${path}/cancel`, {})).body).toMatchObject({ status: 'running' });
    await reader.until(({ event }) => event === 'run.cancelled');
    const ended = await until(
      () => ask(there, path),
      ({ body: record }) => record['status'] === 'cancelled',
    );
    expect(ended.body).toMatchObject({ agent: 'ann', error: null });
  });

  it('are over, and say so, when their router stops', async () => {
    const redis = await startRedis();
    const hub = new FakeHub();
    const [here, there] = [await start({ REDIS_URL: redis.url }, hub), await start({ REDIS_URL: redis.url })];
    upstream.script(MODEL, toolCalls(WAIT));
    const { body } = await ask(here, '/v1/agents/ann/runs', { input: 'x', background: true });
    const path = `/v1/agents/runs/${String(body['id'])}`;
    const reader = new EventReader(`${there.url}${path}/events`, {});
    await reader.until(({ event }) => event === 'tool.call');
    await here.stop();
    expect(hub.cancelled).toHaveLength(1);
    expect((await ask(there, path)).body).toMatchObject({ status: 'cancelled' });
  });

  it('go on without Redis, for those who wait for them', async () => {
    const redis = await startRedis();
    const router = await start({ REDIS_URL: redis.url });
    await redis.stop();
    const { body } = await ask(router, '/v1/agents/ann/runs', { input: 'x' });
    expect(body).toMatchObject({ status: 'completed', text: WORDS.join('') });
    expect(await ask(router, `/v1/agents/runs/${String(body['id'])}`)).toMatchObject({
      status: 503,
      body: { error: { code: 'queue_unavailable' } },
    });
  });

  it('are not begun in the background where they cannot be kept', async () => {
    const router = await start();
    expect(await ask(router, '/v1/agents/ann/runs', { input: 'x', background: true })).toMatchObject({
      status: 503,
      body: { error: { code: 'runs_not_kept' } },
    });
  });

  it('follow the agents of the file as it is when they begin, and the last good one after a bad one', async () => {
    const router = await start();
    const path = join(router.directory, 'agents.yaml');
    await writeFile(path, JSON.stringify({ agents: { ben: { model: MODEL } } }));
    await until(
      () => ask(router, '/v1/models'),
      ({ body }) => JSON.stringify(body).includes('ben'),
    );
    await writeFile(path, 'agents: { ben: { modle: x } }');
    await writeFile(join(router.directory, 'other.yaml'), '');
    expect((await ask(router, '/v1/agents/ben/runs', { input: 'x' })).body).toMatchObject({
      text: WORDS.join(''),
    });
    expect((await ask(router, '/v1/agents/ann/runs', { input: 'x' })).status).toBe(404);
  });

  it.each([
    [{}, 'input'],
    [{ input: 'x', messages: [{ role: 'user', content: 'y' }] }, 'input'],
    [{ input: 7 }, 'input'],
    [{ messages: [{ role: 'king' }] }, 'messages[0].role'],
    [{ input: 'x', modle: 'y' }, 'modle'],
  ])('are refused as %j, which names the field', async (body, field) => {
    const answer = await ask(await start(), '/v1/agents/ann/runs', body);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(field);
  });

  it('refuse an id that no stream gave out, and tell nothing of runs that are not there', async () => {
    const redis = await startRedis();
    const router = await start({ REDIS_URL: redis.url });
    const path = '/v1/agents/runs/run-019aa5a0-0000-7000-8000-000000000000/events';
    expect((await ask(router, path)).status).toBe(404);
    const odd = await fetch(`${router.url}${path}`, { headers: { 'last-event-id': '1-1' } });
    expect(await odd.json()).toMatchObject({ error: { code: 'invalid_event_id' } });
  });

  it('stream calls that run side by side, each event in its place', async () => {
    const redis = await startRedis();
    const router = await start({ REDIS_URL: redis.url });
    const calls = ['a', 'b', 'c', 'd', 'e'].map((id) => ({
      id,
      name: 'echo',
      fragments: [`{"id":"${id}"}`],
    }));
    const script = [toolCalls(...calls), text(...WORDS)];
    upstream.script(MODEL, () => script.shift() ?? []);
    const answer = await fetch(`${router.url}/v1/agents/ann/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input: 'x', stream: true }),
    });
    const streamed = await answer.text();
    const ids = [...streamed.matchAll(/^id: (.*)$/gm)].map(([, id]) => Number(id));
    expect(ids).toEqual(ids.map((_id, place) => place + 1));
    expect(streamed.match(/^event: tool.result$/gm)).toHaveLength(calls.length);
    expect(streamed).toContain('event: run.completed');
  });

  it('are counted by how they ended', async () => {
    const router = await start();
    await ask(router, '/route', { prompt: 'x' });
    const metrics = await (await fetch(`${router.url}/metrics`)).text();
    expect(metrics).toContain('switchyard_agent_runs_total{agent="ann",result="stop"} 1');
    expect(metrics).toContain('switchyard_agent_runs 0');
  });
});
