import { DomainError } from '@app/kernel';
import { AccessPolicy, isCidr } from './access-policy.js';
import type { Caller } from './caller.js';
import { mintKey, storedForm } from './api-key.js';
import { ClientRegistry } from './client-registry.js';
import { clientsFile } from './clients-file.js';

const key = mintKey();
const oneClient = clientsFile.parse({ clients: [{ id: 'ann', key_hash: storedForm(key) }] });
const noClient = clientsFile.parse({});

const LOCAL: Caller = {
  key: undefined,
  address: '127.0.0.1',
  host: 'localhost:11435',
  origin: undefined,
  forwarded: false,
};

function setup(file = noClient, open: Partial<{ hosts: string[]; origins: string[] }> = {}) {
  const networks = ['127.0.0.0/8', '::1/128', '172.30.11.0/24'];
  return new AccessPolicy(new ClientRegistry(file), { networks, hosts: [], origins: [], ...open });
}

function codeOf(policy: AccessPolicy, caller: Partial<Caller>): string {
  try {
    return policy.admit({ ...LOCAL, ...caller }).id;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe('without any client', () => {
  it.each([
    ['127.0.0.1', 'anonymous'],
    ['::1', 'anonymous'],
    ['::ffff:127.0.0.1', 'anonymous'],
    ['172.30.11.9', 'anonymous'],
    ['172.30.12.9', 'unauthorized'],
    ['192.168.1.7', 'unauthorized'],
    ['2001:db8::1', 'unauthorized'],
    ['', 'unauthorized'],
  ])('a caller at %j is %s', (address, result) => {
    expect(codeOf(setup(), { address })).toBe(result);
  });

  it('a caller behind a proxy on this host is not taken for this host', () => {
    expect(codeOf(setup(), { forwarded: true })).toBe('unauthorized');
  });

  it.each([
    ['localhost:11435', 'anonymous'],
    ['127.0.0.1', 'anonymous'],
    ['[::1]:11435', 'anonymous'],
    ['model-gateway:11435', 'anonymous'],
    ['evil.example', 'forbidden'],
    ['localhost.evil.example', 'forbidden'],
    [undefined, 'forbidden'],
  ])('the Host header %j gives %s', (host, result) => {
    expect(codeOf(setup(), { host })).toBe(result);
  });

  it('a host of the configuration is ours', () => {
    expect(codeOf(setup(noClient, { hosts: ['models.lan'] }), { host: 'models.lan' })).toBe('anonymous');
  });
});

describe('with a client', () => {
  it.each([
    [key, 'ann'],
    [`${key}x`, 'unauthorized'],
    ['', 'unauthorized'],
    [undefined, 'unauthorized'],
  ])('the key decides', (given, result) => {
    expect(codeOf(setup(oneClient), { key: given })).toBe(result);
  });

  it('the caller may be anywhere', () => {
    expect(codeOf(setup(oneClient), { key, address: '8.8.8.8', host: 'any.example', forwarded: true })).toBe(
      'ann',
    );
  });

  it('a key that is taken away stops working', () => {
    const registry = new ClientRegistry(oneClient);
    registry.replace(noClient);
    expect(registry.find(key)).toBeUndefined();
  });
});

describe('the Origin header', () => {
  it.each([
    [undefined, 'anonymous'],
    ['http://localhost:11435', 'anonymous'],
    ['https://evil.example', 'forbidden'],
    ['null', 'forbidden'],
  ])('%j gives %s', (origin, result) => {
    expect(codeOf(setup(), { origin })).toBe(result);
  });

  it('may be an allowed one', () => {
    const policy = setup(noClient, { origins: ['http://webui.lan'] });
    expect(codeOf(policy, { origin: 'http://webui.lan' })).toBe('anonymous');
  });
});

describe('clients.yaml', () => {
  it('of before there were scopes for operations is valid, and covers none of them', () => {
    const scopes = { models: ['ollama/*'] };
    const file = clientsFile.parse({ clients: [{ id: 'ann', key_hash: storedForm(key), scopes }] });
    expect(new ClientRegistry(file).find(key)).toEqual({
      id: 'ann',
      roles: [],
      models: ['ollama/*'],
      tools: [],
      nodes: [],
      services: [],
    });
  });

  it('without scopes opens models alone', () => {
    expect(new ClientRegistry(oneClient).find(key)).toMatchObject({ models: ['*'], tools: [], nodes: [] });
  });

  it('gives roles and scopes to the client, and others after a reload', () => {
    const withScopes = (nodes: string[]) =>
      clientsFile.parse({
        clients: [
          { id: 'ann', key_hash: storedForm(key), roles: ['operator'], scopes: { nodes, services: ['web'] } },
        ],
      });
    const registry = new ClientRegistry(withScopes(['local']));
    expect(registry.find(key)).toMatchObject({ roles: ['operator'], nodes: ['local'], services: ['web'] });
    registry.replace(withScopes([]));
    expect(registry.find(key)).toMatchObject({ nodes: [] });
  });

  it.each([
    [{ clients: [{ id: 'Ann', key_hash: storedForm('k') }] }],
    [{ clients: [{ id: 'ann', key_hash: 'plain' }] }],
    [
      {
        clients: [
          { id: 'ann', key_hash: storedForm('k') },
          { id: 'ann', key_hash: storedForm('l') },
        ],
      },
    ],
    [
      {
        clients: [
          { id: 'ann', key_hash: storedForm('k') },
          { id: 'bob', key_hash: storedForm('k') },
        ],
      },
    ],
    [{ clients: [{ id: 'ann', key_hash: storedForm('k'), roles: ['king'] }] }],
    [{ clients: [{ id: 'ann', key_hash: storedForm('k'), scopes: { nods: ['*'] } }] }],
    [{ clients: [{ id: 'ann', key_hash: storedForm('k'), scopes: { nodes: [''] } }] }],
    [{ clients: [{ id: 'ops-token', key_hash: storedForm('k') }] }],
  ])('is refused: %j', (file) => {
    expect(clientsFile.safeParse(file).success).toBe(false);
  });
});

describe('isCidr', () => {
  it.each(['10.0.0.0/8', '::1/128', '0.0.0.0/0'])('accepts %s', (text) => expect(isCidr(text)).toBe(true));
  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', 'x/8', '::1/129', '10.0.0.0/8/8', '10.0.0.0/'])(
    'refuses %s',
    (text) => expect(isCidr(text)).toBe(false),
  );
});
