import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { answerTo, type Era } from '../mcp/fixtures/scribe-server.ts';
import { EventReader, type SentEvent } from './event-reader.ts';
import { mcpData, nodeServer } from './mcp-data.ts';
import { initialize } from './mcp-post.ts';
import { startRouter, type RunningRouter } from './router-harness.ts';

const SCRIBE = 'test/mcp/fixtures/scribe-server.ts';
const TOKEN = 'swordfish/1+1';
const ADA = 'sy-the-key-of-ada';
const OLGA = 'sy-the-key-of-olga-the-admin';
const VERA = 'sy-the-key-of-vera-the-viewer';
const EVE = 'sy-the-key-of-eve-the-viewer';
const CLIENTS = [
  { id: 'ada', key: ADA },
  { id: 'olga', key: OLGA, roles: ['admin'], tools: [] },
  { id: 'vera', key: VERA, roles: ['viewer'], tools: ['scribe/*'] },
  { id: 'eve', key: EVE, roles: ['viewer'] },
];
const ARGUMENTS =
  '{"id":9007199254740993,"price":0.1000000000000000055,"far":-1e+400,"plain":12.5,"word":"1e400"}';

/** What the servers over HTTP were sent, as it came. */
const received: string[] = [];

async function scribeOver(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return void response.writeHead(405).end();
  const [, era, form] = (request.url ?? '').split('/') as [string, Era, string];
  let line = '';
  for await (const part of request.setEncoding('utf8') as AsyncIterable<string>) line += part;
  received.push(line);
  const answer = answerTo(line, era);
  if (answer === undefined) return void response.writeHead(202).end();
  const isEvents = form === 'events';
  response.writeHead(200, { 'content-type': isEvents ? 'text/event-stream' : 'application/json' });
  response.end(isEvents ? `event: message\ndata: ${answer}\n\n` : answer);
}

let http: Server;
let router: RunningRouter;

beforeAll(async () => {
  http = createServer((request, response) => void scribeOver(request, response));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const remote = (path: string) => ({ url: `http://127.0.0.1:${port}/${path}` });
  const scribe = { ...nodeServer(SCRIBE, 'legacy'), env_schema: { SCRIBE_TOKEN: 'required' } };
  const files = mcpData({
    scribe: { ...scribe, deny_clients: ['eve'] },
    modern: nodeServer(SCRIBE, 'modern'),
    'http-legacy-json': remote('legacy/json'),
    'http-legacy-events': remote('legacy/events'),
    'http-modern-json': remote('modern/json'),
    'http-modern-events': remote('modern/events'),
  });
  router = await startRouter({
    clients: CLIENTS,
    env: { MCP_PRIVATE_HOSTS: '127.0.0.1' },
    files: async (directory) => {
      await files(directory);
      await writeFile(join(directory, 'mcp/.env'), `SCRIBE_TOKEN=${TOKEN}\n`, { mode: 0o600 });
    },
  });
});

afterAll(async () => {
  await router.close();
  http.closeAllConnections();
  http.close();
});

const headersOf = (key: string) => ({ 'content-type': 'application/json', authorization: `Bearer ${key}` });

async function call(server: string, tool: string, given = '{}'): Promise<{ status: number; text: string }> {
  const body = `{"tool":"${tool}","arguments":${given}}`;
  const url = `${router.url}/mcp/servers/${server}/call`;
  const answer = await fetch(url, { method: 'POST', headers: headersOf(ADA), body });
  return { status: answer.status, text: await answer.text() };
}

describe('numbers that no double can hold', () => {
  it.each([
    'scribe',
    'modern',
    'http-legacy-json',
    'http-legacy-events',
    'http-modern-json',
    'http-modern-events',
  ])('reach the tool and come back as they were written: %s', async (server) => {
    received.length = 0;
    const { status, text } = await call(server, 'echo', ARGUMENTS);
    expect(status).toBe(200);
    // The tool says what it read as a text, and sends it back as numbers.
    expect(text).toContain(`"text":${JSON.stringify(ARGUMENTS)}`);
    expect(text).toContain(`"structuredContent":${ARGUMENTS}`);
    if (server.startsWith('http')) expect(received.join('\n')).toContain('"id":9007199254740993');
  });

  it('do so for clients of MCP of both eras as well', async () => {
    const url = `${router.url}/mcp/scribe`;
    const session = await initialize(url, { key: ADA });
    const meta =
      '"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",' +
      '"io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}';
    const modern = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'echo' };
    for (const [headers, more] of [
      [session, ''],
      [modern, `,${meta}`],
      [modern, `,${meta}`],
    ] as const) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { ...headersOf(ADA), accept: 'application/json, text/event-stream', ...headers },
        body: `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":${ARGUMENTS}${more}}}`,
      });
      expect(await answer.text()).toContain(`"structuredContent":${ARGUMENTS}`);
    }
  });

  it('are read as ever in what the router reads itself, such as the definition of a tool', async () => {
    const answer = await fetch(`${router.url}/mcp/servers/scribe/tools`, { headers: headersOf(ADA) });
    expect(await answer.text()).toContain('"maximum":9223372036854776000');
  });

  it('leave the limits and refusals of the route as they are', async () => {
    expect(await call('scribe', 'echo', '[9007199254740993]')).toMatchObject({ status: 400 });
    expect(await call('scribe', 'echo', '{"a":9007199254740993')).toMatchObject({ status: 400 });
    expect(await call('scribe', 'nothing', ARGUMENTS)).toMatchObject({ status: 400 });
  });
});

interface Entry {
  readonly id: string;
  readonly seq: number;
  readonly at: string;
  readonly source: string;
  readonly level: string | null;
  readonly text: string;
}

async function readLog(query: string, key = OLGA) {
  const answer = await fetch(`${router.url}/api/mcp/logs?${query}`, { headers: headersOf(key) });
  return {
    status: answer.status,
    body: (await answer.json()) as { gap: boolean; next: string; entries: Entry[] },
  };
}

const follow = (key = OLGA, lastId?: string) =>
  new EventReader(`${router.url}/api/mcp/logs?server=scribe`, {
    ...headersOf(key),
    accept: 'text/event-stream',
    ...(lastId !== undefined && { 'last-event-id': lastId }),
  });
const says = (words: string) => (event: SentEvent) => String(event.data['text']).includes(words);

describe('the log of a server', () => {
  it('holds what it writes, what it says and what became of it, without its secrets and without orders', async () => {
    const reader = follow();
    await call('scribe', 'speak');
    await reader.until(says('"said"'));
    expect((await call('scribe', 'die')).status).toBe(502);
    await reader.until(says('killed by SIGKILL'));
    reader.leave();
    await call('scribe', 'echo');
    const { body } = await readLog('server=scribe&tail=2000');
    const lines = body.entries.map(({ source, level, text }) => `${source} ${level}: ${text}`);
    const inOrder = [
      'router info: The router is starting',
      'stderr null: the scribe is there',
      'router info: The handshake is done, it is ready: scribe 1.0.0 (legacy era)',
      'stderr null: the token is ***, Grüße',
      'message warning: scribe: {"said":"***","list":["a\\u001b[2J"]}',
      'stderr null: no newline yet and out',
      'router error: The connection broke off: it was killed by SIGKILL',
      'router info: The router is starting, time 2 since its entry was read',
    ];
    expect(lines.filter((line) => inOrder.includes(line))).toEqual(expect.arrayContaining(inOrder));
    const places = inOrder.map((line) => lines.indexOf(line));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(lines).toContainEqual(expect.stringMatching(/^router warning: The next start waits 0\.\d s$/));
    expect(JSON.stringify(body)).not.toContain('swordfish');
    expect(body.entries.map(({ seq }) => seq)).toEqual(body.entries.map((_entry, at) => at + 1));
    expect(body.entries.every(({ at }) => at === new Date(at).toISOString())).toBe(true);
  });

  it('goes on where a reader left it, and says when it cannot', async () => {
    const all = (await readLog('server=scribe&tail=2000')).body;
    const middle = all.entries[2];
    const rest = await readLog(`server=scribe&tail=2000&after=${middle?.id}`);
    expect(rest.body).toEqual({ ...all, entries: all.entries.slice(3) });
    expect((await readLog(`server=scribe&after=${all.next}`)).body).toMatchObject({
      gap: false,
      entries: [],
    });
    const followed = await follow(OLGA, middle?.id).until(says(all.entries[4]?.text ?? ''));
    expect(followed.map(({ event, id }) => [event, id])).toEqual([
      ['following', undefined],
      ['line', all.entries[3]?.id],
      ['line', all.entries[4]?.id],
    ]);
    const ofAnotherRun = `0123456789ab_${middle?.seq}`;
    expect((await readLog(`server=scribe&after=${ofAnotherRun}`)).body).toMatchObject({ gap: true });
    const again = await follow(OLGA, ofAnotherRun).until(({ event }) => event === 'line');
    expect(again.map(({ event }) => event)).toEqual(['following', 'marker', 'line']);
    expect(again.at(-1)?.id).toBe(all.entries[0]?.id);
    expect(await readLog('server=scribe&after=soon')).toMatchObject({
      status: 400,
      body: { code: 'invalid_event_id' },
    });
  });

  it('is read by those alone who may look, and whom the policy lets reach the server', async () => {
    expect((await readLog('server=scribe', VERA)).status).toBe(200);
    expect((await readLog('server=modern', VERA)).body).toMatchObject({ code: 'forbidden' });
    const { status, body } = await readLog('server=scribe', EVE);
    expect([status, body]).toMatchObject([
      403,
      { detail: expect.stringContaining('deny_clients') as string },
    ]);
    expect((await readLog('server=scribe', ADA)).status).toBe(403);
    expect((await readLog('server=scribe', 'sy-nobody')).status).toBe(401);
    expect((await readLog('server=nowhere')).status).toBe(404);
    expect((await readLog('server=../x')).status).toBe(400);
  });

  it('ends for a reader who has lost the right, before the next line', async () => {
    const reader = follow(VERA);
    await reader.until(says('SIGKILL'));
    await router.setClients(CLIENTS.filter(({ id }) => id !== 'vera'));
    for (let known = 200; known === 200;) ({ status: known } = await readLog('server=scribe', VERA));
    await call('scribe', 'speak');
    const last = (await reader.until(({ event }) => event === 'error')).at(-1);
    expect(last?.data).toMatchObject({ code: 'unauthorized' });
    expect(await reader.next()).toBeUndefined();
  });
});
