import { inspect } from 'node:util';
import { DomainError } from '@app/kernel';
import { mintKey, storedForm } from './api-key.js';
import type { Caller } from './caller.js';
import { ClientRegistry } from './client-registry.js';
import { clientsFile } from './clients-file.js';
import { OperatorAccess } from './operator-access.js';

const KEY = mintKey();
const TOKEN = 'a-controller-token-of-32-letters';
const ann = clientsFile.parse({ clients: [{ id: 'ann', key_hash: storedForm(KEY), roles: ['viewer'] }] });
const nobody = clientsFile.parse({});

const CALLER: Caller = {
  key: undefined,
  address: '127.0.0.1',
  host: 'localhost:9000',
  origin: undefined,
  forwarded: false,
};

interface Given {
  readonly file?: typeof ann;
  readonly token?: string | undefined;
  readonly hosts?: string[];
  readonly origins?: string[];
}

function setup({ file = ann, token = TOKEN, hosts = [], origins = [] }: Given = {}): OperatorAccess {
  return new OperatorAccess(new ClientRegistry(file), token, { hosts, origins });
}

function outcome(access: OperatorAccess, caller: Partial<Caller> = {}): string {
  try {
    return access.admit({ ...CALLER, ...caller }).id;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe('who is admitted', () => {
  it.each([
    ['a key of clients.yaml', KEY, 'ann'],
    ['the token', TOKEN, 'ops-token'],
    ['no key', undefined, 'unauthorized'],
    ['an empty key', '', 'unauthorized'],
    ['an unknown key', mintKey(), 'unauthorized'],
    ['a key with more behind it', `${KEY}x`, 'unauthorized'],
    ['the start of the token', TOKEN.slice(0, -1), 'unauthorized'],
    ['the hash of a key', storedForm(KEY), 'unauthorized'],
  ])('%s', (_, key, result) => {
    expect(outcome(setup(), { key })).toBe(result);
  });

  it('never a caller of this host without a key, as long as anything is configured', () => {
    expect(outcome(setup({ file: nobody }))).toBe('unauthorized');
    expect(outcome(new OperatorAccess(new ClientRegistry(ann), undefined, { hosts: [], origins: [] }))).toBe(
      'unauthorized',
    );
  });

  it('the token as an admin of every node and service, and of no model or tool', () => {
    expect(setup().admit({ ...CALLER, key: TOKEN })).toEqual({
      id: 'ops-token',
      roles: ['admin'],
      models: [],
      tools: [],
      nodes: ['*'],
      services: ['*'],
    });
  });

  it('nobody any more whose key is taken away', () => {
    const registry = new ClientRegistry(ann);
    const access = new OperatorAccess(registry, TOKEN, { hosts: [], origins: [] });
    registry.replace(nobody);
    expect(outcome(access, { key: KEY })).toBe('unauthorized');
  });
});

describe('without any credentials', () => {
  const unset = () => {
    const registry = new ClientRegistry(nobody);
    return { registry, access: new OperatorAccess(registry, undefined, { hosts: [], origins: [] }) };
  };

  it.each([undefined, '', KEY])('everybody is told what to set: key %#', (key) => {
    const { access } = unset();
    expect(access.isConfigured).toBe(false);
    expect(outcome(access, { key })).toBe('no_credentials_configured');
    expect(() => access.admit({ ...CALLER, key })).toThrow(/OPS_CONTROLLER_TOKEN.*clients\.yaml/);
  });

  it('a client that is added is served at once', () => {
    const { registry, access } = unset();
    registry.replace(ann);
    expect(outcome(access, { key: KEY })).toBe('ann');
  });
});

describe('web pages of others', () => {
  it.each<[Partial<Caller>, string]>([
    [{ host: 'evil.example' }, 'forbidden'],
    [{ host: 'evil.example', origin: 'http://evil.example' }, 'forbidden'],
    [{ host: undefined }, 'forbidden'],
    [{ origin: 'https://evil.example' }, 'forbidden'],
    [{ origin: 'null' }, 'forbidden'],
    [{ host: 'ops:9000' }, 'ann'],
    [{ host: 'ops.lan' }, 'ann'],
    [{ origin: 'http://localhost:9000' }, 'ann'],
    [{ origin: 'http://dashboard.lan' }, 'ann'],
  ])('with a good key, %j: %s', (caller, result) => {
    const access = setup({ hosts: ['ops.lan'], origins: ['http://dashboard.lan'] });
    expect(outcome(access, { key: KEY, ...caller })).toBe(result);
  });
});

describe('OPS_CONTROLLER_TOKEN', () => {
  const WEAK = 'weak-token-of-31-letters-exact.';

  it.each([
    ['too short', WEAK],
    ['empty', ''],
    ['with a space', `${TOKEN} more`],
    ['with letters that no header carries', `${TOKEN}ä`],
  ])('%s is refused at start, and not shown', (_, token) => {
    const start = () => setup({ token });
    expect(start).toThrow(/OPS_CONTROLLER_TOKEN: got a value of \d+ characters .* wanted at least 32/);
    if (token !== '') expect(start).not.toThrow(token);
  });

  it('is kept as a hash alone', () => {
    expect(inspect(setup(), { depth: 9, showHidden: true })).not.toContain(TOKEN);
  });
});

it('no refusal holds the key that was sent', () => {
  for (const key of [mintKey(), TOKEN.slice(1)]) {
    expect(() => setup().admit({ ...CALLER, key })).toThrow(DomainError);
    expect(() => setup().admit({ ...CALLER, key })).not.toThrow(key);
  }
});
