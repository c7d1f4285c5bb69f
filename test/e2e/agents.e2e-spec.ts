import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import OpenAI from 'openai';
import { startFakeOpenAi, type FakeOpenAi } from '../fakes/fake-openai.ts';
import { callThenAnswer, text, toolCalls } from '../fakes/openai-scenario.ts';
import { RedisServer } from '../redis/redis-server.ts';
import { EventReader } from './event-reader.ts';
import { startGateway, type RunningGateway } from './gateway-harness.ts';
import { mcpData, nodeServer } from './mcp-data.ts';
import { startRouter, type RunningRouter } from './router-harness.ts';
import { until } from './until.ts';

const EVERYTHING = 'node_modules/@modelcontextprotocol/server-everything/dist/index.js';
const MODEL = 'org/served-model';
const ADA = 'sy-the-key-of-ada';
const BOB = 'sy-the-key-of-bob';
const ECHO = { id: 'call_1', name: 'everything__echo', fragments: ['{"mess', 'age":"Zür', 'ich"}'] };
const LONG = {
  id: 'call_2',
  name: 'everything__trigger-long-running-operation',
  fragments: ['{"duration":60,"steps":60}'],
};
const AGENTS = {
  agents: {
    parrot: { model: `vllm/${MODEL}`, system: 'Repeat it.', tools: ['everything/*'], max_tokens: 100_000 },
  },
};

describe('agents', () => {
  let redis: RedisServer;
  let upstream: FakeOpenAi;
  let gateway: RunningGateway;
  let router: RunningRouter;

  const ask = (path: string, body?: object, key = ADA, headers: Record<string, string> = {}) =>
    fetch(`${router.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const read = async (asked: Promise<Response>) => {
    const answer = await asked;
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const metrics = async () => (await fetch(`${router.url}/metrics`)).text();

  beforeAll(async () => {
    redis = await RedisServer.start();
    upstream = await startFakeOpenAi();
    gateway = await startGateway({ env: { VLLM_URL: upstream.url, DEFAULT_PROVIDER: 'vllm' } });
    router = await startRouter({
      clients: [
        { id: 'ada', key: ADA },
        { id: 'bob', key: BOB, tools: ['everything/get-sum'] },
      ],
      env: { REDIS_URL: redis.url, GATEWAY_URL: gateway.url },
      files: async (directory) => {
        await mcpData({ everything: nodeServer(EVERYTHING, 'stdio') })(directory);
        await writeFile(join(directory, 'agents.yaml'), JSON.stringify(AGENTS));
      },
    });
  });
  beforeEach(() => upstream.script(MODEL, callThenAnswer(ECHO)));

  afterAll(async () => {
    await router.close();
    await gateway.close();
    await upstream.close();
    await redis.stop();
  });

  it('answer with what a real tool said, and keep the run for its client alone', async () => {
    const { status, body } = await read(ask('/v1/agents/parrot/runs', { input: 'hello' }));
    expect([status, body]).toMatchObject([200, { status: 'completed', text: 'It says: Echo: Zürich' }]);
    expect(body['steps']).toMatchObject([
      { step: 1, calls: [{ tool: 'everything__echo', ok: true, result: 'Echo: Zürich' }] },
      { step: 2, calls: [] },
    ]);
    const path = `/v1/agents/runs/${String(body['id'])}`;
    expect((await read(ask(path))).body).toEqual(body);
    expect(await read(ask(path, undefined, BOB))).toMatchObject({
      status: 404,
      body: { error: { code: 'run_not_found' } },
    });
  });

  it('pass on the id and the trace of the request', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await ask('/v1/agents/parrot/runs', { input: 'hello' }, ADA, { 'x-request-id': 'my-run', traceparent });
    const request = await upstream.request(
      '/chat/completions',
      ({ headers }) => headers['x-request-id'] === 'my-run',
    );
    expect(request.headers['traceparent']).toBe(traceparent);
  });

  it('may use no tool that their caller may not', async () => {
    const { body } = await read(ask('/v1/agents/parrot/runs', { input: 'hello' }, BOB));
    expect(body['text']).toBe('It says: Error: Unknown tool: everything__echo');
  });

  it('stream what they do, and give it again after any event', async () => {
    const answer = await ask('/v1/agents/parrot/runs', { input: 'hello', stream: true });
    const streamed = await answer.text();
    const names = [...streamed.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
    expect(names).toEqual([
      'run.started',
      'step.model',
      'tool.call',
      'tool.result',
      'text.delta',
      'text.delta',
      'step.model',
      'run.completed',
    ]);
    const path = `${router.url}/v1/agents/runs/${answer.headers.get('x-run-id')}/events`;
    const reader = new EventReader(path, { authorization: `Bearer ${ADA}`, 'last-event-id': '4' });
    const again = await reader.until(({ event }) => event === 'run.completed');
    expect(again.map(({ event }) => event)).toEqual(names.slice(4));
    expect(
      streamed.endsWith(`id: 8\nevent: run.completed\ndata: ${JSON.stringify(again.at(-1)?.data)}\n\n`),
    ).toBe(true);
  });

  it('stop, and stop their tools, when the reader of a stream leaves', async () => {
    upstream.script(MODEL, toolCalls(LONG));
    const leave = new AbortController();
    const answer = await fetch(`${router.url}/v1/agents/parrot/runs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADA}`, 'content-type': 'application/json' },
      body: JSON.stringify({ input: 'hello', stream: true }),
      signal: leave.signal,
    });
    for await (const part of answer.body ?? []) {
      if (Buffer.from(part).includes('event: tool.call')) break;
    }
    leave.abort();
    const path = `/v1/agents/runs/${answer.headers.get('x-run-id')}`;
    await until(
      async () => (await read(ask(path))).body,
      ({ status }) => status === 'cancelled',
    );
    await until(metrics, (all) =>
      /mcp_calls_total\{server="everything",result="cancelled"\} [1-9]/.test(all),
    );
  });

  it('go on in the background, are followed there, and end when they are cancelled', async () => {
    upstream.script(MODEL, toolCalls(LONG));
    const { status, body } = await read(ask('/v1/agents/parrot/runs', { input: 'hello', background: true }));
    expect([status, body['status']]).toEqual([202, 'running']);
    const path = `/v1/agents/runs/${String(body['id'])}`;
    const reader = new EventReader(`${router.url}${path}/events`, { authorization: `Bearer ${ADA}` });
    await reader.until(({ event }) => event === 'tool.call');
    expect((await ask(`${path}/cancel`, {}, BOB)).status).toBe(404);
    expect((await read(ask(`${path}/cancel`, {}))).body).toMatchObject({ status: 'cancelled' });
    await reader.until(({ event }) => event === 'run.cancelled');
    expect(await reader.next()).toBeUndefined();
  });

  it('are not there under another name', async () => {
    expect(await read(ask('/v1/agents/nobody/runs', { input: 'x' }))).toMatchObject({
      status: 404,
      body: { error: { code: 'agent_not_found' } },
    });
  });

  it('answer a prompt at /route', async () => {
    const { status, body } = await read(ask('/route', { prompt: 'hello' }));
    expect([status, body]).toMatchObject([200, { agent: 'parrot', text: 'It says: Echo: Zürich' }]);
  });

  it('fail with the words of a model that fails', async () => {
    upstream.script(MODEL, [{ fail: { status: 500, message: 'out of memory' } }]);
    const { status, body } = await read(ask('/route', { prompt: 'hello' }));
    expect([status, body]).toMatchObject([502, { code: 'upstream_failed' }]);
  });

  it('show servers, their tools, and call them', async () => {
    expect((await read(ask('/mcp/servers'))).body).toMatchObject({ servers: [{ name: 'everything' }] });
    const { body } = await read(ask('/mcp/servers/everything/tools', undefined, BOB));
    expect((body['tools'] as { name: string }[]).map(({ name }) => name)).toEqual(['get-sum']);
    const sum = { tool: 'get-sum', arguments: { a: 2, b: 3 } };
    const called = await read(ask('/mcp/servers/everything/call', sum, BOB));
    expect([called.status, JSON.stringify(called.body)]).toEqual([200, expect.stringContaining('5')]);
    const denied = ask('/mcp/servers/everything/call', { tool: 'echo', arguments: { message: 'x' } }, BOB);
    expect(await read(denied)).toMatchObject({ status: 400, body: { code: 'mcp_call_refused' } });
    expect(await read(ask('/mcp/servers/nowhere/tools'))).toMatchObject({
      status: 404,
      body: { code: 'mcp_server_not_found' },
    });
  });

  describe('as models of the gateway', () => {
    let front: RunningGateway;
    let client: OpenAI;

    beforeAll(async () => {
      const provider = { id: 'agent', kind: 'openai', url: `${router.url}/v1`, api_key_env: 'ROUTER_KEY' };
      front = await startGateway({
        env: { ROUTER_KEY: ADA },
        yaml: JSON.stringify({ providers: [provider] }),
      });
      ({ client } = front);
    });
    afterAll(() => front.close());

    const body = {
      model: 'agent/parrot',
      messages: [{ role: 'user' as const, content: 'hello' }],
    };

    it('are listed, and answer whole and streamed with the same words', async () => {
      const ids = (await client.models.list()).data.map(({ id }) => id);
      expect(ids).toContain('agent/parrot');
      const whole = await client.chat.completions.create(body);
      expect(whole.choices[0]).toMatchObject({
        finish_reason: 'stop',
        message: { role: 'assistant', content: 'It says: Echo: Zürich' },
      });
      expect(whole.usage?.total_tokens).toBeGreaterThan(0);
      const options = { stream: true as const, stream_options: { include_usage: true } };
      let content = '';
      let last;
      for await (const chunk of await client.chat.completions.create({ ...body, ...options })) {
        content += chunk.choices[0]?.delta.content ?? '';
        last = chunk;
      }
      expect(content).toBe('It says: Echo: Zürich');
      expect(last?.usage?.total_tokens).toBe(whole.usage?.total_tokens);
    });

    it('say so in the stream when the model breaks off', async () => {
      upstream.script(MODEL, [...text('half an ', 'answer').slice(0, 1), { break: 'reset' }]);
      const stream = await client.chat.completions.create({ ...body, stream: true });
      const chunks = stream[Symbol.asyncIterator]();
      const readAll = async () => {
        for (let next = await chunks.next(); !next.done; next = await chunks.next());
      };
      await expect(readAll()).rejects.toThrow();
    });

    it('take no tools of a client', async () => {
      const tools = [{ type: 'function' as const, function: { name: 'mine' } }];
      await expect(client.chat.completions.create({ ...body, tools })).rejects.toMatchObject({ status: 400 });
    });
  });
});
