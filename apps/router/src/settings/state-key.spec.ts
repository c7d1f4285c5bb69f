import { randomBytes } from 'node:crypto';
import { readEnvironment } from '@app/config';
import { environment } from './environment.js';
import { keyBytes } from './state-key.js';

const bytes = randomBytes(32);

it.each(['hex', 'base64', 'base64url'] as const)('a key may be written in %s', (form) => {
  const { ROUTER_STATE_KEY = '' } = readEnvironment(environment, { ROUTER_STATE_KEY: bytes.toString(form) });
  expect(keyBytes(ROUTER_STATE_KEY)).toEqual(bytes);
});

it.each([
  ['too short', bytes.subarray(1).toString('base64')],
  ['too long', Buffer.concat([bytes, bytes]).toString('hex')],
  ['a mere word', 'correct horse battery staple correct horse'],
])('a key that is %s is refused, and not shown', (_, text) => {
  const read = () => readEnvironment(environment, { ROUTER_STATE_KEY: text });
  expect(read).toThrow('ROUTER_STATE_KEY: got a value (not shown), wanted 32 random bytes');
  expect(read).not.toThrow(text);
});
