import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeKv, type VaultReply } from './fake-vault-kv.ts';

interface FakeToken {
  /** Seconds; 0 never ends. */
  readonly ttl?: number;
  readonly renewable?: boolean;
  /** Tells whether the token may do it; everything when absent. */
  readonly may?: (method: string, path: string) => boolean;
}

interface VaultRequest {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly namespace: string | undefined;
}

export interface FakeVault {
  readonly url: string;
  readonly requests: readonly VaultRequest[];
  /** Tokens that are valid; take one out to revoke it. */
  readonly tokens: Map<string, FakeToken>;
  /** What a login by AppRole takes, and what its tokens are like. */
  readonly role: { readonly id: string; readonly secret: string; token: FakeToken };
  sealed: boolean;
  /** Answers everything in place of Vault. */
  instead: VaultReply | undefined;
  /** Resolves with the next request to the path. */
  asked(path: string): Promise<VaultRequest>;
  close(): Promise<void>;
}

const DENIED: VaultReply = { status: 403, body: { errors: ['permission denied'] } };
const MISSING: VaultReply = { status: 404, body: { errors: [] } };

/** startFakeVault answers as Vault's HTTP API does: KV version 2 at `secret`, transit at `transit`, AppRole, tokens. */
export async function startFakeVault(): Promise<FakeVault> {
  const kv = new FakeKv();
  const requests: VaultRequest[] = [];
  const waiting = new Set<(request: VaultRequest) => void>();
  let logins = 0;

  const vault: FakeVault = {
    url: '',
    requests,
    tokens: new Map([['root', {}]]),
    role: { id: 'a-role', secret: 'a-secret-id', token: { ttl: 3_600, renewable: true } },
    sealed: false,
    instead: undefined,
    asked: (path) =>
      new Promise((resolve) => {
        const listener = (request: VaultRequest) => {
          if (request.path !== path) return;
          waiting.delete(listener);
          resolve(request);
        };
        waiting.add(listener);
      }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  const leaseOf = (name: string, { ttl = 0, renewable = false }: FakeToken): VaultReply => ({
    status: 200,
    body: { auth: { client_token: name, lease_duration: ttl, renewable } },
  });

  const login = (body: { role_id?: string; secret_id?: string }): VaultReply => {
    if (body.role_id !== vault.role.id || body.secret_id !== vault.role.secret)
      return { status: 400, body: { errors: ['invalid role or secret ID'] } };
    logins += 1;
    const name = `of-login-${logins}`;
    vault.tokens.set(name, vault.role.token);
    return leaseOf(name, vault.role.token);
  };

  const ofToken = (name: string, path: string): VaultReply => {
    const token = vault.tokens.get(name) ?? {};
    const { ttl = 0, renewable = false } = token;
    if (path.endsWith('lookup-self')) return { status: 200, body: { data: { ttl, renewable, id: name } } };
    return renewable ? leaseOf(name, token) : { status: 400, body: { errors: ['lease is not renewable'] } };
  };

  const reply = (request: VaultRequest, url: URL, body: unknown): VaultReply => {
    const { method, path, token = '' } = request;
    if (vault.instead !== undefined) return vault.instead;
    if (vault.sealed) return { status: 503, body: { errors: ['Vault is sealed'] } };
    if (path === '/v1/auth/approle/login') return login(body as object);
    const known = vault.tokens.get(token);
    if (known === undefined || known.may?.(method, path) === false) return DENIED;
    if (path.startsWith('/v1/auth/token/')) return ofToken(token, path);
    if (path.startsWith('/v1/secret/'))
      return kv.reply(method, path.slice('/v1/secret/'.length), url.searchParams, body);
    return path.startsWith('/v1/transit/') ? transit(path, body) : MISSING;
  };

  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const url = new URL(incoming.url ?? '', 'http://vault.example');
    const request: VaultRequest = {
      method: incoming.method ?? '',
      path: url.pathname,
      token: header(incoming, 'x-vault-token'),
      namespace: header(incoming, 'x-vault-namespace'),
    };
    const parts: Buffer[] = [];
    for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part);
    const text = Buffer.concat(parts).toString();
    requests.push(request);
    const { status, body, headers } = reply(request, url, text === '' ? {} : JSON.parse(text));
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
    for (const listener of waiting) listener(request);
  };

  const server = createServer((incoming, response) => void answer(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(vault, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function header(incoming: IncomingMessage, name: string): string | undefined {
  const value = incoming.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The cipher is the text turned round: what matters is that it is not the text. */
function transit(path: string, body: unknown): VaultReply {
  const { plaintext, ciphertext = '' } = body as { plaintext?: string; ciphertext?: string };
  if (path === '/v1/transit/encrypt/app' && plaintext !== undefined) {
    const turned = turnedRound(plaintext);
    return { status: 200, body: { data: { ciphertext: `vault:v1:${turned}`, key_version: 1 } } };
  }
  if (path !== '/v1/transit/decrypt/app')
    return { status: 400, body: { errors: ['encryption key not found'] } };
  const [, turned = ''] = /^vault:v1:(.+)$/.exec(ciphertext) ?? [];
  if (turned.length < 8) return { status: 400, body: { errors: ['invalid ciphertext length'] } };
  const back = turnedRound(turned);
  return { status: 200, body: { data: { plaintext: back } } };
}

function turnedRound(base64: string): string {
  return Buffer.from(Buffer.from(base64, 'base64').toReversed()).toString('base64');
}
