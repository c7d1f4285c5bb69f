import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { issue, issueAuthority, writeIdentity } from '../../../../test/mtls/certificates.ts';
import { collectBody } from './collect-body.js';
import { UpstreamClient, type UpstreamRequest } from './upstream-client.js';
import type { UpstreamBody } from './upstream-body.js';

const TIMEOUTS = { connect: 5000, firstToken: 0, idle: 0, total: 0 };
const SCHEMES = ['http', 'https'] as const;
type Scheme = (typeof SCHEMES)[number];
type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

let folder: string;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bytes-'));
  const authority = await issueAuthority('Home CA');
  await writeIdentity(folder, 'ca', authority);
  await writeIdentity(folder, 'server', await issue(authority, 'gpu.example'));
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

afterAll(() => rmSync(folder, { recursive: true }));

function serverOf(scheme: Scheme, handler: Handler): Server {
  if (scheme === 'http') return createServer((request, response) => void handler(request, response));
  const [cert, key] = ['server.pem', 'server.key'].map((name) => readFileSync(join(folder, name)));
  return createTlsServer({ cert, key }, (request, response) => void handler(request, response));
}

async function setup(scheme: Scheme, handler: Handler): Promise<UpstreamClient> {
  const server = serverOf(scheme, handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const tls = scheme === 'http' ? undefined : { ca: join(folder, 'ca.pem'), serverName: 'gpu.example' };
  const url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new UpstreamClient({ id: 'gpu', url, timeouts: TIMEOUTS, connections: 1, tls });
  cleanups.push(
    () => client.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return client;
}

const post = (body?: Buffer | string, signal = new AbortController().signal): UpstreamRequest => ({
  method: 'POST',
  path: '/echo',
  body,
  signal,
});

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await request.toArray());
}

describe.each(SCHEMES)('over %s, an upstream client and a server of Node', (scheme) => {
  const echo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for await (const piece of request) response.write(piece);
    response.end();
  };
  const framings: [framing: string[], answer: Handler][] = [
    [
      ['content-length'],
      async (request, response) => {
        const bytes = await bytesOf(request);
        response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
      },
    ],
    [['transfer-encoding'], (request, response) => echo(request, response.writeHead(200))],
    [
      [],
      (request, response) => {
        response.useChunkedEncodingByDefault = false;
        return echo(request, response.writeHead(200, { connection: 'close' }));
      },
    ],
  ];

  it.each(framings)('agree on bodies of every size, framed by %j', async (framing, answer) => {
    const client = await setup(scheme, answer);
    for (const size of [0, 1, 16 * 1024, 16 * 1024 + 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 1 << 20]) {
      const sent = randomBytes(size);
      const { headers, body } = await client.request(post(sent));
      const fields = ['content-length', 'transfer-encoding'];
      expect(fields.filter((name) => headers.get(name) !== undefined)).toEqual(framing);
      expect((await collectBody(body, 1 << 21, 'gpu')).equals(sent)).toBe(true);
    }
  });

  it('agree on text, whatever its characters', async () => {
    const client = await setup(scheme, echo);
    const text = '{"a":"Grüß dich, 世界 👩‍🚀"}';
    expect(String(await collectBody((await client.request(post(text))).body, 100, 'gpu'))).toBe(text);
  });

  it('agree that a POST without a body has an empty one', async () => {
    const client = await setup(scheme, (request, response) =>
      response.end(`${request.headers['content-length']} ${request.headers['transfer-encoding']}`),
    );
    expect(String(await collectBody((await client.request(post())).body, 100, 'gpu'))).toBe('0 undefined');
  });

  it('agree on heads with many fields, and on fields that came twice', async () => {
    const client = await setup(scheme, (_, response) => {
      for (let at = 0; at < 100; at += 1) response.setHeader(`X-Field-${at}`, `value ${at}`);
      response.setHeader('Set-Cookie', ['a=1', 'b=2']).end();
    });
    const { headers, body } = await client.request(post());
    body.discard();
    expect(headers.get('x-field-99')).toBe('value 99');
    expect(headers.get('set-cookie')).toBe('a=1');
    expect(headers.combined('set-cookie')).toBe('a=1, b=2');
    expect(headers.get('__proto__')).toBeUndefined();
  });

  it('lose no byte of a body whose reader is slow, and the server has to wait', async () => {
    const pieces = Array.from({ length: 32 }, () => randomBytes(1 << 20));
    let written: Socket | undefined;
    const client = await setup(scheme, (_, response) => {
      written = response.socket!;
      for (const piece of pieces) response.write(piece);
      response.end();
    });
    const { body } = await client.request(post());
    const hash = createHash('sha256');
    for (let stop = 0; stop < 3; stop += 1) {
      await untilStill(() => written!.bytesWritten);
      expect(written!.writableLength).toBeGreaterThan(8 << 20);
      await readSome(body, 2 << 20, hash);
    }
    await readSome(body, Infinity, hash);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(Buffer.concat(pieces)).digest('hex'));
  });

  it('use a connection again after a body whose last bytes came while reading was stopped', async () => {
    const sockets = new Set<Socket>();
    const client = await setup(scheme, (request, response) => {
      sockets.add(request.socket);
      response.end(Buffer.alloc(200 * 1024, 'x'));
    });
    for (let call = 0; call < 5; call += 1) {
      const { body } = await client.request(post());
      for (let at = 0; at < 20; at += 1) await turn();
      expect(await collectBody(body, 1 << 20, 'gpu')).toHaveLength(200 * 1024);
    }
    expect(sockets.size).toBe(1);
  });

  it('end a call that is left while its large body is being written', async () => {
    let arrive: (request: IncomingMessage) => void;
    const arrived = new Promise<IncomingMessage>((resolve) => (arrive = resolve));
    const client = await setup(scheme, (request) => arrive(request));
    const leaving = new AbortController();
    const call = client.request(post(Buffer.alloc(64 << 20), leaving.signal));
    const failed = expect(call).rejects.toMatchObject({ code: 'client_closed_request' });
    const request = await arrived;
    leaving.abort();
    await failed;
    const [reset] = (await once(request.resume(), 'error')) as [Error];
    expect(reset).toMatchObject({ code: 'ECONNRESET' });
    expect(request.complete).toBe(false);
  });
});

async function readSome(body: UpstreamBody, bytes: number, hash: { update(bytes: Buffer): unknown }) {
  for (let read = 0; read < bytes;) {
    const { done, value } = await body.next();
    if (done === true) return;
    read += value.length;
    hash.update(value);
  }
}

/** untilStill resolves when a count has stayed the same for many turns of the event loop. */
async function untilStill(count: () => number): Promise<void> {
  let before = -1;
  for (let still = 0; still < 100; still += 1) {
    await turn();
    if (count() !== before) still = 0;
    before = count();
  }
}
