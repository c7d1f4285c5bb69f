import { jest } from '@jest/globals';
import * as crypto from 'node:crypto';

const compared = jest.fn(crypto.timingSafeEqual);
jest.unstable_mockModule('node:crypto', () => ({ ...crypto, timingSafeEqual: compared }));
const { ClientRegistry } = await import('./client-registry.js');
const { clientsFile } = await import('./clients-file.js');
const { mintKey, storedForm } = await import('./api-key.js');
const { OperatorAccess } = await import('./operator-access.js');

const KEY = mintKey();
const TOKEN = 'a-controller-token-of-32-letters';
const file = clientsFile.parse({ clients: [{ id: 'ann', key_hash: storedForm(KEY) }] });

it.each([
  ['a good key', KEY],
  ['the token', TOKEN],
  ['an unknown key', mintKey()],
  ['a key of another length', 'x'],
])('%s costs the same two comparisons of digests in constant time', (_, key) => {
  const access = new OperatorAccess(new ClientRegistry(file), TOKEN, { hosts: [], origins: [] });
  compared.mockClear();
  try {
    access.admit({ key, address: '', host: 'ops', origin: undefined, forwarded: false });
  } catch (error) {
    expect(error).toMatchObject({ code: 'unauthorized' });
  }
  expect(compared.mock.calls.map(([a, b]) => [a.byteLength, b.byteLength])).toEqual([
    [32, 32],
    [32, 32],
  ]);
});
