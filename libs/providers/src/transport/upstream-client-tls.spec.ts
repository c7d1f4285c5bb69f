import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { TlsFiles } from '../provider-settings.js';
import { collectBody } from './collect-body.js';
import { UpstreamClient } from './upstream-client.js';

const TIMEOUTS = { connect: 5000, firstToken: 0, idle: 0, total: 0 };
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 24 * 60 * 60 * 1000;

interface Identity {
  readonly certificate: X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly cert: string;
  readonly key: string;
}

/** issue makes a certificate for 127.0.0.1, signed by `issuer` or by itself. */
async function issue(
  name: string,
  issuer?: Identity,
  notAfter = new Date(Date.now() + DAY),
): Promise<Identity> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: issuer?.certificate.subject ?? `CN=${name}`,
    notBefore: new Date(Date.now() - 2 * DAY),
    notAfter,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(issuer === undefined, undefined, true),
      new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate,
    keys,
    cert: certificate.toString('pem'),
    key: PemConverter.encode(pkcs8, 'PRIVATE KEY'),
  };
}

let ca: Identity;
let otherCa: Identity;
let serverSide: Identity;
let server: Server;
let folder: string;
const peers: string[] = [];
const clients: UpstreamClient[] = [];

beforeAll(async () => {
  [ca, otherCa] = await Promise.all([issue('Home CA'), issue('Other CA')]);
  serverSide = await issue('gpu', ca);
  const mutual = { requestCert: true, rejectUnauthorized: true, ca: ca.cert };
  const own = { cert: serverSide.cert, key: serverSide.key, keepAliveTimeout: 60_000 };
  server = createServer({ ...own, ...mutual }, (request, response) => {
    peers.push(String((request.socket as TLSSocket).getPeerCertificate().subject?.CN));
    if (request.url !== '/never-answered') response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tls-'));
  peers.length = 0;
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
  return path;
}

function filesFor(identity: Identity, trusted = ca): Required<Pick<TlsFiles, 'ca' | 'cert' | 'key'>> {
  return {
    ca: file('ca.pem', trusted.cert),
    cert: file('cert.pem', identity.cert),
    key: file('key.pem', identity.key),
  };
}

function open(
  tls: TlsFiles | undefined,
  onTlsProblem?: (problem: Error) => void,
  connections = 1,
): UpstreamClient {
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new UpstreamClient({
    id: 'gpu',
    url,
    timeouts: TIMEOUTS,
    connections,
    tls,
    onTlsProblem,
  });
  clients.push(client);
  return client;
}

async function ask(client: UpstreamClient, path = '/'): Promise<string> {
  const response = await client.request({ method: 'GET', path, signal: new AbortController().signal });
  return String(await collectBody(response.body, 10, 'gpu'));
}

/** nextSocket resolves with the server's end of the connection that the next request comes on. */
async function nextSocket(): Promise<Socket> {
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  return request.socket;
}

const refused = (words: RegExp) => ({
  code: 'upstream_unreachable',
  upstream: 'gpu',
  message: expect.stringMatching(words) as string,
});

describe('mutual TLS to an upstream', () => {
  it('shows the client certificate and trusts the configured CA', async () => {
    expect(await ask(open(filesFor(await issue('alice', ca))))).toBe('ok');
    expect(peers).toEqual(['alice']);
  });

  it('gets no answer without a client certificate, with one of another CA, or with an expired one', async () => {
    const { ca: trusted, ...expired } = filesFor(await issue('late', ca, new Date(Date.now() - DAY)));
    const stranger = await issue('eve', otherCa);
    const strange = { cert: file('eve.pem', stranger.cert), key: file('eve-key.pem', stranger.key) };
    for (const shown of [{}, strange, expired]) {
      await expect(ask(open({ ca: trusted, ...shown }))).rejects.toMatchObject({ upstream: 'gpu' });
    }
    expect(peers).toEqual([]);
  });

  it('does not talk to a server that another CA signed', async () => {
    const client = open(filesFor(await issue('alice', ca), otherCa));
    await expect(ask(client)).rejects.toMatchObject(refused(/TLS.*not signed by a trusted CA/));
    expect(peers).toEqual([]);
  });

  it('does not talk to a server without TLS files that trust it', async () => {
    await expect(ask(open(undefined))).rejects.toMatchObject(refused(/TLS.*not signed by a trusted CA/));
  });

  it('does not talk to a server whose certificate is for another name', async () => {
    const client = open({ ...filesFor(await issue('alice', ca)), serverName: 'elsewhere.example' });
    await expect(ask(client)).rejects.toMatchObject(refused(/TLS.*for another name/));
  });

  it('names the field of a file that cannot be used, and not its path', async () => {
    const files = filesFor(await issue('alice', ca));
    expect(() => open({ ...files, key: join(folder, 'missing.pem') })).toThrow(
      /tls\.key cannot be read \(ENOENT\)/,
    );
    expect(() => open({ ...files, ca: file('bad-ca.pem', 'nonsense') })).toThrow(/tls\.ca is not/);
    expect(() => open({ ...files, key: file('other-key.pem', serverSide.key) })).toThrow(
      /tls\.cert and tls\.key are not/,
    );
    expect(() => open({ ...files, cert: join(folder, 'missing.pem') })).not.toThrow(folder);
  });

  it('takes up files that were replaced, without failing the call that is under way', async () => {
    const files = filesFor(await issue('alice', ca));
    const client = open(files);
    expect(await ask(client)).toBe('ok');
    filesFor(await issue('bob', ca));
    while (peers.at(-1) !== 'bob') expect(await ask(client)).toBe('ok');
    filesFor(await issue('carol', ca));
    while (peers.at(-1) !== 'carol') expect(await ask(client)).toBe('ok');
  });

  it('closes resting connections of earlier files at once, and the others with the client', async () => {
    const client = open(filesFor(await issue('alice', ca)), undefined, 2);
    const first = nextSocket();
    const unanswered = expect(ask(client, '/never-answered')).rejects.toMatchObject({
      code: 'upstream_unreachable',
    });
    const busy = await first;
    const second = nextSocket();
    expect(await ask(client)).toBe('ok');
    const resting = await second;
    const closed = once(resting, 'close');
    filesFor(await issue('bob', ca));
    while (peers.at(-1) !== 'bob') expect(await ask(client)).toBe('ok');
    await closed;
    expect(busy.closed).toBe(false);
    await client.close();
    await unanswered;
  });

  it('keeps the last good files when the new ones are bad, reports it, and takes the next good ones', async () => {
    let problem: (reason: Error) => void;
    const reported = new Promise<Error>((resolve) => (problem = resolve));
    const client = open(filesFor(await issue('alice', ca)), (reason) => problem(reason));
    expect(await ask(client)).toBe('ok');
    file('cert.pem', serverSide.cert.slice(0, 200));
    expect(String(await reported)).toMatch(/tls\.cert and tls\.key are not/);
    expect(await ask(client)).toBe('ok');
    filesFor(await issue('bob', ca));
    while (peers.at(-1) !== 'bob') expect(await ask(client)).toBe('ok');
  });
});
