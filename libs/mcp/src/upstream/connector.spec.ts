import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { AddressGuard, type JsonObject } from '@app/kernel';
import { ProcessCensus } from '../process/process-census.js';
import { serverEntry } from '../registry/server-entry.js';
import type { ConnectorOptions } from './connector-options.js';
import { Connector } from './connector.js';
import type { Call, Link } from './link.js';
import type { RpcMessage } from './rpc-message.js';

type Play = (request: RpcMessage, response: ServerResponse, message: IncomingMessage) => void;

const NEVER = new AbortController().signal;
const CALL = { method: 'tools/call', params: { name: 't' } };
const LIMIT = 20_000;
const aCall = (given: Partial<Call> = {}): Call => ({
  signal: NEVER,
  idleMs: 4_000,
  totalMs: 4_000,
  takesInputRequired: true,
  ...given,
});
const outcome = (call: Promise<unknown>) =>
  call.then(
    (value) => ({ value }),
    (error: unknown) => error,
  );

function json(response: ServerResponse, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A legacy server over HTTP; `play` answers all but the handshake. */
class HttpServer {
  play: Play = ({ id }, response) => json(response, { jsonrpc: '2.0', id, result: { fine: true } });
  readonly seen: { method: string | undefined; headers: IncomingMessage['headers']; verb: string }[] = [];
  sessions = 0;
  private readonly server: Server = createServer((request, response) => void this.handle(request, response));

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/mcp`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const body = parts.length === 0 ? undefined : (JSON.parse(Buffer.concat(parts).toString()) as RpcMessage);
    const verb = request.method ?? '';
    this.seen.push({ method: body?.method, headers: request.headers, verb });
    if (body === undefined) return void response.writeHead(verb === 'GET' ? 405 : 200).end();
    if (body.method === 'server/discover') return void response.writeHead(400).end();
    if (body.method === 'initialize') return this.welcome(body, response);
    if (body.id === undefined) return void response.writeHead(202).end();
    this.play(body, response, request);
  }

  private welcome({ id }: RpcMessage, response: ServerResponse): void {
    this.sessions += 1;
    const result = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      serverInfo: { name: 'h', version: '1' },
    };
    json(response, { jsonrpc: '2.0', id, result }, { 'mcp-session-id': `session-${this.sessions}` });
  }
}

const links: Link[] = [];
let http: HttpServer;

const OPTIONS: ConnectorOptions = {
  client: { name: 'switchyard', version: '1.0.0' },
  capabilities: {},
  startMs: 4_000,
  messageBytes: LIMIT,
  guard: new AddressGuard(new Set()),
  dataDir: '/data',
  processes: { mark: { owner: 'o', run: 'r' }, census: new ProcessCensus(), environment: {} },
};

async function linkTo(entry: object, options: Partial<ConnectorOptions> = {}, env = {}): Promise<Link> {
  const current = { entry: serverEntry.parse(entry), env, generation: '1', revision: '1' };
  const { connect } = new Connector('far', current, { ...OPTIONS, ...options });
  const link = await connect(() => undefined, NEVER);
  links.push(link);
  return link;
}

beforeEach(async () => {
  http = new HttpServer();
  await http.listen();
});
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.close()));
  await http.close();
});

describe('a remote server', () => {
  it('gets the headers of the registry with the values of variables', async () => {
    const headers = { Authorization: 'Bearer ${TOKEN}', Accept: 'nonsense' };
    const link = await linkTo({ url: http.url, headers }, {}, { TOKEN: 'secret' });
    expect(await link.request(CALL, aCall())).toEqual({ fine: true });
    for (const { headers } of http.seen) expect(headers.authorization).toBe('Bearer secret');
    expect(http.seen.at(-1)?.headers.accept).toContain('application/json');
  });

  it('is told under which id of a client’s request each call is made, and of no other', async () => {
    const link = await linkTo({ url: http.url, headers: { 'X-Request-ID': 'fixed' } });
    await Promise.all(['req-1', 'req-2'].map((requestId) => link.request(CALL, aCall({ requestId }))));
    await link.request({ method: 'tools/list' }, aCall());
    const ids = http.seen.map(({ method, headers }) => [method, headers['x-request-id']]);
    const called = ids.filter(([method]) => method === 'tools/call').map(([, id]) => id);
    expect(new Set(called)).toEqual(new Set(['req-1', 'req-2']));
    expect(ids).toContainEqual(['initialize', 'fixed']);
    expect(ids).toContainEqual(['tools/list', 'fixed']);
  });

  it('is told that the session is over', async () => {
    const link = await linkTo({ url: http.url });
    await link.close();
    expect(http.seen.at(-1)).toMatchObject({ verb: 'DELETE', headers: { 'mcp-session-id': 'session-1' } });
  });

  it.each([
    [401, { code: 'mcp_server_auth_needed' }],
    [403, { code: 'mcp_server_auth_needed' }],
    [429, { code: 'mcp_rate_limited', retryAfter: 7 }],
    [500, { code: 'mcp_server_unreachable' }],
    [302, { code: -32603 }],
  ])('that answers %i says by that what is wrong', async (status, wanted) => {
    const link = await linkTo({ url: http.url });
    const elsewhere = { 'retry-after': '7', location: 'http://127.0.0.1:9/steal' };
    http.play = (_request, response) => void response.writeHead(status, elsewhere).end('secret words');
    const error = await outcome(link.request(CALL, aCall()));
    expect(error).toMatchObject(wanted);
    expect(String(error)).not.toContain('secret');
  });

  it('that wants credentials for the handshake wants credentials', async () => {
    const refusing = createServer((_request, response) => void response.writeHead(401).end());
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}/`;
    for (const transport of ['streamable-http', 'sse'])
      expect(await outcome(linkTo({ url, transport }))).toMatchObject({ code: 'mcp_server_auth_needed' });
    refusing.closeAllConnections();
    await new Promise((resolve) => refusing.close(resolve));
  });

  it('that is not there cannot be reached', async () => {
    const { url } = http;
    await http.close();
    for (const transport of ['streamable-http', 'sse'])
      expect(await outcome(linkTo({ url, transport }))).toMatchObject({
        code: 'mcp_server_unreachable',
        message: 'The server "far" cannot be reached: ECONNREFUSED.',
      });
    http = new HttpServer();
    await http.listen();
  });

  it.each(['streamable-http', 'sse'])(
    'with a name that leads into the own network is refused (%s)',
    async (transport) => {
      const guard = new AddressGuard(new Set(), (_host, _options, done) =>
        done(null, [{ address: '127.0.0.1', family: 4 }]),
      );
      const url = http.url.replace('127.0.0.1', 'rebound.example');
      expect(await outcome(linkTo({ url, transport }, { guard }))).toMatchObject({
        code: 'mcp_server_unreachable',
        message: expect.stringContaining('no public address'),
      });
      expect(http.seen).toEqual([]);
    },
  );

  it.each([
    ['whole', 'application/json', (text: string) => text],
    ['as an event', 'text/event-stream', (text: string) => `data: ${text}\n\n`],
  ])('that sends too large an answer %s fails that call alone', async (_, type, framed) => {
    const link = await linkTo({ url: http.url });
    http.play = ({ id, params }, response) => {
      const size = params?.name === 'large' ? LIMIT : 10;
      const text = JSON.stringify({ jsonrpc: '2.0', id, result: { text: 'x'.repeat(size) } });
      response.writeHead(200, { 'content-type': type }).end(framed(text));
    };
    const large = outcome(link.request({ ...CALL, params: { name: 'large' } }, aCall()));
    const small = link.request(CALL, aCall());
    expect(await large).toMatchObject({ code: 'mcp_message_too_large', upstream: 'far' });
    expect(await small).toEqual({ text: 'xxxxxxxxxx' });
  });

  it('may answer in a stream that is longer than one message may be', async () => {
    const link = await linkTo({ url: http.url });
    const progress: JsonObject[] = [];
    http.play = ({ id }, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const message = 'x'.repeat(LIMIT / 2);
      for (const done of [1, 2, 3, 4, 5])
        response.write(
          `data: ${rpc('notifications/progress', { progressToken: id ?? '', progress: done, message })}\n\n`,
        );
      response.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { done: true } })}\n\n`);
    };
    const call = aCall({ onProgress: (params) => progress.push(params) });
    expect(await link.request(CALL, call)).toEqual({ done: true });
    expect(progress).toHaveLength(5);
  });

  it('whose answer breaks off fails the call at once', async () => {
    const link = await linkTo({ url: http.url });
    http.play = (_request, response) => {
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .write(': hello\n\n', () => response.destroy());
    };
    expect(await outcome(link.request(CALL, aCall()))).toMatchObject({ code: 'mcp_server_crashed' });
    http.play = ({ id }, response) => json(response, { jsonrpc: '2.0', id, result: { fine: true } });
    expect(await link.request(CALL, aCall())).toEqual({ fine: true });
  });

  it.each([404, 400])(
    'that forgot the session (%i) ends the link, so that the call can be made anew',
    async (status) => {
      const link = await linkTo({ url: http.url });
      http.play = ({ id }, response) => {
        const error = { code: -32000, message: 'No valid session' };
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ jsonrpc: '2.0', id, error }));
      };
      expect(await outcome(link.request(CALL, aCall()))).toMatchObject({
        name: 'DomainError',
        code: 'mcp_server_crashed',
      });
      expect(await link.closed).toMatchObject({ reason: 'closed' });
    },
  );

  it('that answers 400 to one request but knows the session keeps the link', async () => {
    const link = await linkTo({ url: http.url });
    http.play = ({ id, method }, response) => {
      if (method === 'ping') return json(response, { jsonrpc: '2.0', id, result: {} });
      const error = { code: -32602, message: 'bad params', data: { at: 'x' } };
      response.writeHead(400).end(JSON.stringify({ jsonrpc: '2.0', id, error }));
    };
    expect(await outcome(link.request(CALL, aCall()))).toMatchObject({ code: -32602, data: { at: 'x' } });
    expect(http.sessions).toBe(1);
  });

  it('asks the client of the call on whose stream it asks, however many run', async () => {
    const link = await linkTo({ url: http.url });
    const open = new Map<unknown, ServerResponse>();
    const both = Promise.withResolvers<void>();
    http.play = ({ params }, response) => {
      open.set(params?.name, response.writeHead(200, { 'content-type': 'text/event-stream' }));
      response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'roots/list' })}\n\n`);
      if (open.size === 2) both.resolve();
    };
    const asked: string[] = [];
    const calls = ['a', 'b'].map((name) => {
      const ask = (): Promise<JsonObject> => {
        asked.push(name);
        return Promise.resolve({ roots: [] });
      };
      return outcome(link.request({ ...CALL, params: { name } }, aCall({ ask })));
    });
    await both.promise;
    while (asked.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(asked.toSorted()).toEqual(['a', 'b']);
    for (const response of open.values()) response.destroy();
    await Promise.all(calls);
  });
});

const rpc = (method: string, params: JsonObject): string =>
  JSON.stringify({ jsonrpc: '2.0', method, params });

describe('a server in a container', () => {
  const entry = { image: 'tools/x' };

  /** A stream whose far side answers the handshake and then `play`s. */
  function container(play: (message: RpcMessage, write: (line: object) => void) => void): Duplex {
    const stream: Duplex = new Duplex({
      read: () => undefined,
      write(bytes: Buffer, _encoding, done) {
        for (const line of bytes.toString().split('\n').filter(Boolean))
          handle(JSON.parse(line) as RpcMessage);
        done();
      },
      final(done) {
        stream.push(null);
        done();
      },
    });
    const write = (line: object): void =>
      void stream.push(`${JSON.stringify({ jsonrpc: '2.0', ...line })}\n`);
    const handle = (message: RpcMessage): void => {
      const { id, method } = message;
      if (method === 'server/discover') write({ id, error: { code: -32601, message: 'no' } });
      else if (method === 'initialize')
        write({
          id,
          result: {
            protocolVersion: '2025-11-25',
            capabilities: {},
            serverInfo: { name: 'c', version: '1' },
          },
        });
      else if (id !== undefined) play(message, write);
    };
    return stream;
  }

  it('is reached over the stream that the broker lends, which ends with the link', async () => {
    const asked: unknown[] = [];
    const stream = container(({ id }, write) => write({ id, result: { from: 'container' } }));
    const broker = async (server: string, env: object) => {
      asked.push([server, env]);
      return stream;
    };
    const link = await linkTo(entry, { broker }, { KEY: 'v' });
    expect(await link.request(CALL, aCall())).toEqual({ from: 'container' });
    expect(asked).toEqual([['far', { KEY: 'v' }]]);
    await link.close();
    expect(stream.destroyed).toBe(true);
  });

  it('fails its calls at once when it ends, and one call alone for an answer that is too large', async () => {
    const stream = container(({ id, params }, write) => {
      if (params?.name === 'large') write({ id, result: { text: 'x'.repeat(LIMIT) } });
    });
    const link = await linkTo(entry, { broker: () => Promise.resolve(stream) });
    const waiting = outcome(link.request(CALL, aCall()));
    const large = outcome(link.request({ ...CALL, params: { name: 'large' } }, aCall()));
    expect(await large).toMatchObject({ code: 'mcp_message_too_large' });
    stream.push(null);
    expect(await waiting).toMatchObject({ code: 'mcp_server_crashed', upstream: 'far' });
    expect(await link.closed).toMatchObject({ reason: 'exited' });
  });

  it('cannot be reached without a broker', async () => {
    expect(await outcome(linkTo(entry))).toMatchObject({ code: 'mcp_server_unreachable' });
  });
});
