import { request } from 'node:http';
import { createLogger } from '@app/http';
import { DomainError } from '@app/kernel';
import { tool, type Tool } from '@app/tool-server';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { postModern } from '../../../../test/e2e/mcp-post.js';
import { readSettings } from '../settings/index.js';
import { serveTraining } from '../training-app.js';

const TOKEN = 'a-token-of-the-bridge';
const seen: { cancelled: number; waits: PromiseWithResolvers<void>[] } = { cancelled: 0, waits: [] };

function madeTool(
  name: string,
  run: (text: string, signal: AbortSignal) => Promise<string>,
  text?: boolean,
): Tool {
  return tool({
    name,
    title: name,
    description: `${name} for tests`,
    input: z.object({ text: z.string().default('') }),
    output: z.object({ said: z.string() }),
    annotations: { readOnlyHint: true },
    ...(text === true && { text: ({ said }: { said: string }) => `It said ${said}.` }),
    run: async ({ text: given }, signal) => ({ said: await run(given, signal) }),
  });
}

const TOOLS = [
  madeTool('echo', async (text) => text),
  madeTool('prose', async (text) => text, true),
  madeTool('missing', async () => {
    throw new DomainError('job_not_found', 'there is no such job', { param: 'job_id' });
  }),
  madeTool('broken', async (text) => {
    throw new TypeError(text);
  }),
  tool({
    name: 'half',
    title: 'half',
    description: 'half of it works',
    input: z.object({}),
    output: z.object({ sent: z.number() }),
    annotations: { readOnlyHint: true },
    failure: () => 'delivery_failed: one of two arrived',
    run: async () => ({ sent: 1 }),
  }),
  madeTool('endless', async (_text, signal) => {
    seen.waits.shift()?.resolve();
    await new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        seen.cancelled += 1;
        seen.waits.shift()?.resolve();
        reject(signal.reason as Error);
      });
    });
    return '';
  }),
];

interface Envelope {
  readonly ok: boolean;
  readonly request_id: string;
  readonly auth_enabled: boolean;
  readonly count: number;
  readonly tools: readonly object[];
  readonly data: object;
  readonly error: { readonly code: string; readonly message: string; readonly details: Details };
}

interface Details extends Readonly<Record<string, unknown>> {
  readonly retry_after_seconds: number;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Envelope;
}

async function start(environment: Record<string, string> = {}) {
  const set = { name: 'ai-toolkit-mcp', instructions: 'For tests.', tools: TOOLS };
  const training = { set, dependencies: [], close: async () => undefined };
  const settings = readSettings({ LOG_LEVEL: 'silent', ...environment });
  const { app } = await serveTraining(training, settings, createLogger('training', 'silent'));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return bed(app, `http://127.0.0.1:${port}`);
}

function bed(app: NestFastifyApplication, url: string) {
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const answer = await fetch(`${url}${path}`, init);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: JSON.parse(text) as Envelope };
  };
  const post = (body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    ask('/mcp/tool', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(signal && { signal }),
    });
  return { app, url, ask, post, [Symbol.asyncDispose]: () => app.close() };
}

describe('the bridge', () => {
  it('says that it is alive', async () => {
    await using server = await start();
    const { status, headers, body } = await server.ask('/health', { headers: { 'x-request-id': 'mine-1' } });
    expect([status, headers.get('x-request-id'), body]).toEqual([
      200,
      'mine-1',
      {
        ok: true,
        request_id: 'mine-1',
        status: 'healthy',
        service: 'ai-toolkit-mcp-http',
        auth_enabled: false,
      },
    ]);
  });

  it('lists the tools with their schemas', async () => {
    await using server = await start();
    const { body } = await server.ask('/tools');
    expect([body.ok, body.count]).toEqual([true, TOOLS.length]);
    expect(body.tools[0]).toMatchObject({
      name: 'echo',
      description: 'echo for tests',
      inputSchema: { type: 'object', properties: { text: { type: 'string' } } },
      outputSchema: { type: 'object', properties: { said: { type: 'string' } } },
    });
  });

  it.each(['name', 'tool'])('runs the tool that %s names, and answers in its envelope', async (field) => {
    await using server = await start();
    const { status, headers, body } = await server.post({ [field]: 'echo', arguments: { text: 'Grüße' } });
    expect(status).toBe(200);
    expect(body).toEqual({
      ok: true,
      request_id: headers.get('x-request-id'),
      tool: 'echo',
      data: { said: 'Grüße' },
      result: [{ type: 'text', text: '{"said":"Grüße"}' }],
    });
  });

  it('takes arguments of the names of inner things for arguments like others', async () => {
    await using server = await start();
    const body = '{"name":"echo","arguments":{"__proto__":{"text":"evil"},"constructor":{},"text":"well"}}';
    expect((await server.post(body)).body).toMatchObject({ ok: true, data: { said: 'well' } });
    const inherited = '{"__proto__":{"name":"echo"},"arguments":{}}';
    expect((await server.post(inherited)).body.error.code).toBe('INVALID_REQUEST');
    expect((await server.post({ name: '__proto__' })).body.error.code).toBe('TOOL_NOT_FOUND');
  });

  it('puts prose into the data beside its structure', async () => {
    await using server = await start();
    const { body } = await server.post({ name: 'prose', arguments: { text: 'yes' } });
    expect(body.data).toEqual({ said: 'yes', message: 'It said yes.' });
  });

  it.each([
    ['{', 400, 'INVALID_JSON'],
    ['', 400, 'INVALID_JSON'],
    ['[]', 400, 'INVALID_REQUEST'],
    [{}, 400, 'INVALID_REQUEST'],
    [{ name: 'echo', arguments: [] }, 400, 'INVALID_REQUEST'],
    [{ name: 'echo', arguments: { text: 1 } }, 400, 'INVALID_REQUEST'],
    [{ name: 'ehco' }, 404, 'TOOL_NOT_FOUND'],
    [{ name: 'missing' }, 500, 'TOOL_EXECUTION_FAILED'],
    [{ name: 'broken' }, 500, 'TOOL_EXECUTION_FAILED'],
  ])('refuses %j with %i %s', async (given, wanted, code) => {
    await using server = await start();
    const { status, headers, body } = await server.post(given);
    expect([status, body.ok, body.error.code]).toEqual([wanted, false, code]);
    expect(body.request_id).toBe(headers.get('x-request-id'));
  });

  it('takes null for no arguments, as many clients write it', async () => {
    await using server = await start();
    expect((await server.post({ name: 'echo', arguments: null })).status).toBe(200);
  });

  it('says which tools there are when one is not', async () => {
    await using server = await start();
    const { body } = await server.post({ name: 'ehco' });
    expect(body.error.details['available_tools']).toContain('echo');
  });

  it('says of a failure of a tool by which code it failed, and nothing of what was not foreseen', async () => {
    await using server = await start();
    const { body: foreseen } = await server.post({ name: 'missing' });
    expect(foreseen.error).toEqual({
      code: 'TOOL_EXECUTION_FAILED',
      message: 'job_not_found: job_id: there is no such job',
      details: { tool: 'missing', code: 'job_not_found' },
    });
    const { body: unforeseen } = await server.post({ name: 'broken', arguments: { text: 'a secret' } });
    expect(JSON.stringify(unforeseen)).not.toContain('a secret');
  });

  it('hands on what a failed tool knows all the same', async () => {
    await using server = await start();
    const { status, body } = await server.post({ name: 'half' });
    expect([status, body.error]).toEqual([
      500,
      {
        code: 'TOOL_EXECUTION_FAILED',
        message: 'delivery_failed: one of two arrived',
        details: { tool: 'half', code: 'delivery_failed', data: { sent: 1 } },
      },
    ]);
  });

  it.each([
    ['/nowhere', 'GET', 404, 'HTTP_404'],
    ['/mcp/tool', 'GET', 405, 'HTTP_405'],
    ['/health', 'DELETE', 405, 'HTTP_405'],
  ])('answers what HTTP itself refuses in the envelope too: %s %s', async (path, method, wanted, code) => {
    await using server = await start();
    const { status, body } = await server.ask(path, { method });
    expect([status, body.ok, body.error.code]).toEqual([wanted, false, code]);
  });

  it('refuses a body above the limit while it arrives', async () => {
    await using server = await start({ MCP_HTTP_MAX_BODY_BYTES: '1000' });
    const whole = await server.post({ name: 'echo', arguments: { text: 'x'.repeat(2_000) } });
    expect([whole.status, whole.body.error]).toMatchObject([
      413,
      { code: 'PAYLOAD_TOO_LARGE', details: { max_body_bytes: 1_000 } },
    ]);
    expect(await endlessBody(`${server.url}/mcp/tool`)).toBe(413);
  });
});

/** A body of no declared length and without an end; resolves with the status that comes anyway. */
function endlessBody(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
    sent.once('response', ({ statusCode }) => {
      resolve(statusCode);
      sent.destroy();
    });
    sent.once('error', reject);
    sent.write(`{"name":"${'x'.repeat(2_000)}`);
  });
}

describe('the limit of time', () => {
  it('cancels the tool and says so', async () => {
    await using server = await start({ MCP_HTTP_TOOL_TIMEOUT_SECONDS: '0.05' });
    const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    seen.waits = [begun, ended];
    const { status, body } = await server.post({ name: 'endless' });
    expect([status, body.error]).toMatchObject([
      504,
      { code: 'TOOL_TIMEOUT', details: { tool_timeout_seconds: 0.05 } },
    ]);
    await ended.promise;
  });

  it('is not needed when the client goes away: the tool hears of that too', async () => {
    await using server = await start();
    const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    seen.waits = [begun, ended];
    const client = new AbortController();
    const call = server.post({ name: 'endless' }, {}, client.signal);
    const failed = expect(call).rejects.toThrow();
    await begun.promise;
    client.abort();
    await failed;
    await ended.promise;
    expect((await server.ask('/health')).status).toBe(200);
  });
});

it('runs so many calls at once and no more, through both doors together', async () => {
  await using server = await start();
  const begun = Array.from({ length: 64 }, () => Promise.withResolvers<void>());
  seen.waits = [...begun];
  const client = new AbortController();
  const calls = begun.map(() => server.post({ name: 'endless' }, {}, client.signal));
  const ended = Promise.allSettled(calls);
  await Promise.all(begun.map(({ promise }) => promise));
  const { status, headers, body } = await server.post({ name: 'echo' });
  expect([status, body.error.code, headers.get('retry-after')]).toEqual([503, 'HTTP_503', '1']);
  expect((await postModern(`${server.url}/mcp`, 'tools/call', { name: 'echo' })).status).toBe(503);
  expect((await postModern(`${server.url}/mcp`, 'tools/list')).status).toBe(200);
  const over = Array.from({ length: 64 }, () => Promise.withResolvers<void>());
  seen.waits = [...over];
  client.abort();
  await Promise.all([ended, ...over.map(({ promise }) => promise)]);
  expect((await server.post({ name: 'echo' })).status).toBe(200);
});

describe('who may call', () => {
  it('is nobody without the token, once there is one', async () => {
    await using server = await start({ MCP_HTTP_AUTH_TOKEN: TOKEN });
    const none = await server.post({ name: 'echo' });
    expect([none.status, none.body.error.code]).toEqual([401, 'AUTH_REQUIRED']);
    expect(none.headers.get('www-authenticate')).toBe('Bearer');
    const wrong = await server.post({ name: 'echo' }, { authorization: 'Bearer another' });
    expect([wrong.status, wrong.body.error.code]).toEqual([403, 'AUTH_INVALID']);
    expect((await server.ask('/health')).body.auth_enabled).toBe(true);
  });

  it.each<Record<string, string>>([{ authorization: `Bearer ${TOKEN}` }, { 'x-api-key': TOKEN }])(
    'is who shows it: %j',
    async (headers) => {
      await using server = await start({ MCP_HTTP_AUTH_TOKEN: TOKEN });
      expect((await server.post({ name: 'echo' }, headers)).status).toBe(200);
    },
  );

  it('believes Authorization before X-API-Key', async () => {
    await using server = await start({ MCP_HTTP_AUTH_TOKEN: TOKEN });
    const both = { authorization: 'Bearer another', 'x-api-key': TOKEN };
    expect((await server.post({ name: 'echo' }, both)).status).toBe(403);
  });

  it('is found in X-API-Key when Authorization is for somebody else, such as a proxy', async () => {
    await using server = await start({ MCP_HTTP_AUTH_TOKEN: TOKEN });
    const both = { authorization: 'Basic bWU6c2VjcmV0', 'x-api-key': TOKEN };
    expect((await server.post({ name: 'echo' }, both)).status).toBe(200);
  });

  it('is decided before the body is looked at', async () => {
    await using server = await start({ MCP_HTTP_AUTH_TOKEN: TOKEN, MCP_HTTP_MAX_BODY_BYTES: '10' });
    expect((await server.post('{'.repeat(100))).status).toBe(401);
  });

  it('is asked for health and the list only where that is wished', async () => {
    await using open = await start({ MCP_HTTP_AUTH_TOKEN: TOKEN });
    expect([(await open.ask('/tools')).status, (await open.ask('/ready')).status]).toEqual([200, 200]);
    const wishes = { MCP_HTTP_AUTH_FOR_HEALTH: 'true', MCP_HTTP_AUTH_FOR_TOOLS: 'true' };
    await using shut = await start({ MCP_HTTP_AUTH_TOKEN: TOKEN, ...wishes });
    expect([(await shut.ask('/tools')).status, (await shut.ask('/health')).status]).toEqual([401, 401]);
  });

  it('is no page of another site, and no name that leads here by chance', async () => {
    await using server = await start();
    const foreign = await server.post({ name: 'echo' }, { origin: 'https://evil.example' });
    expect([foreign.status, foreign.body.error.code]).toEqual([403, 'HTTP_403']);
    const named = await new Promise<number | undefined>((resolve) => {
      const options = { headers: { host: 'evil.example' } };
      request(`${server.url}/health`, options, ({ statusCode }) => resolve(statusCode)).end();
    });
    expect(named).toBe(403);
  });
});

describe('the limit of requests', () => {
  const limits = { MCP_HTTP_RATE_LIMIT_ENABLED: 'true', MCP_HTTP_RATE_LIMIT_MAX_REQUESTS: '2' };

  it('refuses what is too much, and says when to come again', async () => {
    await using server = await start(limits);
    await server.post({ name: 'echo' });
    await server.post({ name: 'echo' });
    const { status, headers, body } = await server.post('{');
    expect([status, body.error.code]).toEqual([429, 'RATE_LIMITED']);
    const { retry_after_seconds: wait, ...rest } = body.error.details;
    expect(rest).toEqual({ window_seconds: 60, max_requests: 2 });
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(headers.get('retry-after')).toBe(String(wait));
    expect((await server.ask('/tools')).status).toBe(200);
  });

  it('is not got round by an address that the client writes before that of the proxy', async () => {
    const told = (address: string) => ({ 'x-forwarded-for': `${address}, 198.51.100.7, 10.0.0.1` });
    const trusting = { ...limits, MCP_HTTP_TRUST_PROXY_FOR_RATE_LIMIT: 'true' };
    await using server = await start({ ...trusting, MCP_HTTP_TRUSTED_PROXY_CIDRS: '127.0.0.0/8,10.0.0.0/8' });
    const statuses: number[] = [];
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
      statuses.push((await server.post({ name: 'echo' }, told(address))).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('counts clients behind a trusted proxy each on their own, and believes nobody else', async () => {
    const behind = (address: string) => ({ 'x-forwarded-for': `${address}, 10.0.0.1` });
    const trusting = { ...limits, MCP_HTTP_TRUST_PROXY_FOR_RATE_LIMIT: 'true' };
    await using open = await start({ ...trusting, MCP_HTTP_TRUSTED_PROXY_CIDRS: '127.0.0.0/8,10.0.0.0/8' });
    await using shut = await start({ ...trusting, MCP_HTTP_TRUSTED_PROXY_CIDRS: '10.0.0.0/8' });
    const statuses = async (server: typeof open) => [
      (await server.post({ name: 'echo' }, behind('192.0.2.1'))).status,
      (await server.post({ name: 'echo' }, behind('192.0.2.1'))).status,
      (await server.post({ name: 'echo' }, behind('192.0.2.2'))).status,
    ];
    expect(await statuses(open)).toEqual([200, 200, 200]);
    expect(await statuses(shut)).toEqual([200, 200, 429]);
  });
});
