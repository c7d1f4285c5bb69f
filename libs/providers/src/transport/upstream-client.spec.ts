import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { collectAtMost, collectBody } from './collect-body.js';
import { UpstreamClient, type UpstreamRequest } from './upstream-client.js';

const TIMEOUTS = { connect: 5000, firstToken: 0, idle: 0, total: 0 };
const cleanups: (() => unknown)[] = [];

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function listen(server: { listen(port: number, host: string): unknown }): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server as Server, 'listening');
  return ((server as Server).address() as AddressInfo).port;
}

async function setup({ handler, connections = 4 }: { handler: Handler; connections?: number }) {
  const sockets = new Set<Socket>();
  const server = createServer(handler);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await listen(server);
  const settings = { id: 'gpu', url: `http://127.0.0.1:${port}/v1`, timeouts: TIMEOUTS, connections };
  const client = new UpstreamClient({ ...settings, headers: { authorization: 'Bearer k' } });
  cleanups.push(
    () => client.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { client, server, sockets };
}

interface TcpOptions {
  readonly scheme?: 'http' | 'https';
  readonly connect?: number;
  readonly onSocket?: (socket: Socket) => unknown;
}

/** tcpSetup has a server that speaks no HTTP of itself. */
async function tcpSetup({ scheme = 'http', connect = 5000, onSocket }: TcpOptions) {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    onSocket?.(socket);
  });
  const url = `${scheme}://127.0.0.1:${await listen(server)}`;
  const timeouts = { ...TIMEOUTS, connect };
  const client = new UpstreamClient({ id: 'gpu', url, timeouts, connections: 1 });
  cleanups.push(
    () => client.close(),
    () => server.close(),
  );
  return { client, server };
}

const get = (signal = new AbortController().signal): UpstreamRequest => ({
  method: 'GET',
  path: '/x',
  signal,
});

/** nextRequest resolves when the server has the next request. */
const nextRequest = async (server: Server): Promise<[IncomingMessage, ServerResponse]> =>
  (await once(server, 'request')) as [IncomingMessage, ServerResponse];

async function allClosed(sockets: Set<Socket>): Promise<void> {
  await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
}

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

describe('an upstream client', () => {
  it('sends the body, the constant headers and those of the call', async () => {
    const { client, server } = await setup({ handler: (request, response) => void request.pipe(response) });
    const seen = nextRequest(server);
    const request: UpstreamRequest = {
      method: 'POST',
      path: '/chat/completions',
      body: '{"a":1}',
      requestId: 'req-1',
      traceparent: '00-1-2-01',
      signal: new AbortController().signal,
    };
    const response = await client.request(request);
    expect((await collectBody(response.body, 100, 'gpu')).toString()).toBe('{"a":1}');
    const [{ url, headers }] = await seen;
    expect(url).toBe('/v1/chat/completions');
    expect(headers).toMatchObject({
      authorization: 'Bearer k',
      'content-type': 'application/json',
      'content-length': '7',
      'x-request-id': 'req-1',
      traceparent: '00-1-2-01',
    });
  });

  it('is not made with a header that cannot be sent, and does not repeat what that holds', () => {
    const url = 'http://127.0.0.1:1';
    const headers = { authorization: 'Bearer sk-secret\nx: y' };
    const settings = { id: 'gpu', url, timeouts: TIMEOUTS, connections: 1, headers };
    expect(() => new UpstreamClient(settings)).toThrow(
      expect.objectContaining({
        name: 'DomainError',
        upstream: 'gpu',
        message: 'Headers of the upstream "gpu": Invalid character in header content ["authorization"].',
      }),
    );
  });

  it('uses its connections again', async () => {
    const { client, sockets } = await setup({ handler: (_, response) => response.end('ok') });
    for (let i = 0; i < 20; i += 1) await collectBody((await client.request(get())).body, 10, 'gpu');
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it('opens no more connections than allowed, and each call gets its turn', async () => {
    const { client, sockets } = await setup({ handler: (_, response) => response.end('ok'), connections: 2 });
    const call = async (): Promise<string> =>
      String(await collectBody((await client.request(get())).body, 10, 'gpu'));
    expect(await Promise.all(Array.from({ length: 20 }, call))).toEqual(
      Array.from({ length: 20 }, () => 'ok'),
    );
    expect(sockets.size).toBe(2);
  });

  it('refuses a reply over the limit and closes its connection', async () => {
    const { client, sockets } = await setup({ handler: (_, response) => response.write('x'.repeat(2000)) });
    const { body } = await client.request(get());
    await expect(collectBody(body, 1000, 'gpu')).rejects.toMatchObject({
      code: 'upstream_malformed',
      upstream: 'gpu',
    });
    await allClosed(sockets);
  });

  it('reads the head of an endless reply and closes its connection', async () => {
    const { client, sockets } = await setup({ handler: (_, response) => response.write('x'.repeat(2000)) });
    const { body } = await client.request(get());
    expect(await collectAtMost(body, 1000)).toHaveLength(1000);
    await allClosed(sockets);
  });

  it('stops reading from the upstream while nobody reads the body', async () => {
    const { client, server } = await setup({ handler: () => undefined });
    const seen = nextRequest(server);
    const answer = client.request(get());
    const [, response] = await seen;
    const piece = Buffer.alloc(1024 * 1024);
    for (let i = 0; i < 64; i += 1) response.write(piece);
    const { body } = await answer;
    await body.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(response.writableLength).toBeGreaterThan(16 * piece.length);
    body.destroy();
    await once(response, 'close');
  });
});

describe('an aborted call', () => {
  it('was never sent when its client had left before', async () => {
    const { client, sockets } = await setup({ handler: (_, response) => response.end() });
    await expect(client.request(get(AbortSignal.abort()))).rejects.toMatchObject({
      code: 'client_closed_request',
    });
    expect(sockets.size).toBe(0);
  });

  it('leaves the queue for a connection at once and is never sent', async () => {
    const urls: string[] = [];
    const { client, server } = await setup({
      handler: (request) => urls.push(String(request.url)),
      connections: 1,
    });
    const seen = nextRequest(server);
    const first = client.request(get());
    const [, response] = await seen;
    const leaving = new AbortController();
    const queued = client.request({ ...get(leaving.signal), path: '/queued' });
    leaving.abort();
    await expect(queued).rejects.toMatchObject({ code: 'client_closed_request' });
    response.end('ok');
    await collectBody((await first).body, 10, 'gpu');
    const last = client.request({ ...get(), path: '/last' });
    const [, answer] = await nextRequest(server);
    answer.end();
    await collectBody((await last).body, 10, 'gpu');
    expect(urls).toEqual(['/v1/x', '/v1/last']);
  });

  it('is rejected while the connection is being made, and is never sent', async () => {
    const urls: unknown[] = [];
    const { client } = await setup({
      handler: ({ url }, response) => response.end(String(urls.push(url))),
      connections: 1,
    });
    const leaving = new AbortController();
    const call = client.request(get(leaving.signal));
    leaving.abort();
    await expect(call).rejects.toMatchObject({ code: 'client_closed_request' });
    await collectBody((await client.request({ ...get(), path: '/next' })).body, 10, 'gpu');
    expect(urls).toEqual(['/v1/next']);
  });

  it('ends a TLS handshake that is under way', async () => {
    const { client, server } = await tcpSetup({ scheme: 'https', onSocket: (socket) => socket.resume() });
    const leaving = new AbortController();
    const call = client.request(get(leaving.signal));
    const [socket] = (await once(server, 'connection')) as [Socket];
    leaving.abort();
    await expect(call).rejects.toMatchObject({ code: 'client_closed_request' });
    if (!socket.closed) await once(socket, 'close');
  });

  it('closes the connection when no header has come yet', async () => {
    const { client, server, sockets } = await setup({ handler: () => undefined });
    const seen = nextRequest(server);
    const leaving = new AbortController();
    const call = client.request(get(leaving.signal));
    await seen;
    leaving.abort();
    await expect(call).rejects.toMatchObject({ code: 'client_closed_request' });
    await allClosed(sockets);
  });

  it('closes the connection in the middle of a body and fails the pending read', async () => {
    const { client, sockets } = await setup({ handler: (_, response) => response.write('one') });
    const leaving = new AbortController();
    const { body } = await client.request(get(leaving.signal));
    expect(String((await body.next()).value)).toBe('one');
    const pending = body.next();
    leaving.abort();
    await expect(pending).rejects.toMatchObject({ code: 'client_closed_request' });
    await allClosed(sockets);
  });

  it('closes the connection when the reader leaves the loop', async () => {
    const { client, sockets } = await setup({ handler: (_, response) => response.write('one') });
    for await (const chunk of (await client.request(get())).body) {
      expect(String(chunk)).toBe('one');
      break;
    }
    await allClosed(sockets);
  });

  it('gives its place to the next call', async () => {
    const { client, server } = await setup({ handler: () => undefined, connections: 1 });
    for (let i = 0; i < 3; i += 1) {
      const seen = nextRequest(server);
      const leaving = new AbortController();
      const call = client.request(get(leaving.signal));
      await seen;
      leaving.abort();
      await expect(call).rejects.toMatchObject({ code: 'client_closed_request' });
    }
  });
});

describe('an upstream that fails', () => {
  it('is unreachable when nothing listens', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const url = `http://127.0.0.1:${port}`;
    const client = new UpstreamClient({ id: 'gpu', url, timeouts: TIMEOUTS, connections: 1 });
    cleanups.push(() => client.close());
    await expect(client.request(get())).rejects.toMatchObject({
      code: 'upstream_unreachable',
      message: 'The upstream "gpu" refused the connection.',
      upstream: 'gpu',
    });
  });

  it('is unreachable when its name does not resolve', async () => {
    const url = 'http://nowhere.invalid';
    const client = new UpstreamClient({ id: 'gpu', url, timeouts: TIMEOUTS, connections: 1 });
    cleanups.push(() => client.close());
    await expect(client.request(get())).rejects.toMatchObject({ code: 'upstream_unreachable' });
  });

  it('is incomplete when it hangs up without an answer', async () => {
    const { client } = await tcpSetup({
      onSocket: (socket) => socket.once('data', () => socket.destroy()),
    });
    await expect(client.request(get())).rejects.toMatchObject({
      code: 'upstream_incomplete',
      message: 'The upstream "gpu" closed the connection before it answered.',
    });
  });

  it('is malformed when it does not speak HTTP', async () => {
    const { client } = await tcpSetup({
      onSocket: (socket) => socket.once('data', () => socket.write('SSH-2.0-OpenSSH\r\n')),
    });
    await expect(client.request(get())).rejects.toMatchObject({
      code: 'upstream_malformed',
      message: 'The upstream "gpu" did not answer in HTTP (a status line of another form).',
    });
  });

  it('is malformed when it stops speaking HTTP in the middle of a body, and is hung up on', async () => {
    const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfour\r\nfour';
    const { client, server } = await tcpSetup({
      onSocket: (socket) => socket.once('data', () => socket.write(head)),
    });
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const { body } = await client.request(get());
    expect(String((await body.next()).value)).toBe('four');
    await expect(body.next()).rejects.toMatchObject({ code: 'upstream_malformed', upstream: 'gpu' });
    const [socket] = await connected;
    if (!socket.closed) await once(socket, 'close');
  });

  it.each([
    'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfour',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfour\r\n',
  ])('is incomplete when it hangs up in the middle of a body', async (head) => {
    const { client } = await tcpSetup({
      onSocket: (socket) => socket.once('data', () => socket.end(head)),
    });
    const { body } = await client.request(get());
    expect(String((await body.next()).value)).toBe('four');
    await expect(body.next()).rejects.toMatchObject({ code: 'upstream_incomplete', upstream: 'gpu' });
  });

  it('is unreachable when it hangs up in the TLS handshake', async () => {
    const { client } = await tcpSetup({ scheme: 'https', onSocket: (socket) => socket.end() });
    await expect(client.request(get())).rejects.toMatchObject({
      code: 'upstream_unreachable',
      message: 'The upstream "gpu" cannot be reached (ECONNRESET).',
    });
  });

  it('times out when the TLS handshake never comes', async () => {
    const { client } = await tcpSetup({ scheme: 'https', connect: 200 });
    await expect(client.request(get())).rejects.toMatchObject({ code: 'upstream_timeout', upstream: 'gpu' });
  });
});

describe('closing', () => {
  it('fails the call in flight and the calls that wait, and may be done twice', async () => {
    const { client, server, sockets } = await setup({ handler: () => undefined, connections: 1 });
    const seen = nextRequest(server);
    const calls = Array.from({ length: 3 }, () => client.request(get()));
    await seen;
    const failed = expect(Promise.allSettled(calls)).resolves.toMatchObject(
      calls.map(() => ({ reason: { code: 'upstream_unreachable' } })),
    );
    await client.close();
    await failed;
    await client.close();
    await allClosed(sockets);
    await expect(client.request(get())).rejects.toMatchObject({ code: 'upstream_unreachable' });
  });

  it('ends a connection that is still being made', async () => {
    const { client, server } = await tcpSetup({ scheme: 'https', onSocket: (socket) => socket.resume() });
    const call = client.request(get());
    const [socket] = (await once(server, 'connection')) as [Socket];
    const failed = expect(call).rejects.toMatchObject({ code: 'upstream_unreachable' });
    await Promise.all([client.close(), failed, new Promise((resolve) => socket.once('close', resolve))]);
  });
});
