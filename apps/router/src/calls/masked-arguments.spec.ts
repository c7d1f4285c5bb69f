import fc from 'fast-check';
import { canonicalJson } from '@app/audit';
import type { JsonObject } from '@app/kernel';
import { parseExactly } from '@app/mcp';
import { maskedArguments } from './masked-arguments.js';

describe('what is recorded of arguments', () => {
  it('is what they are, where they are short and hold no secret', () => {
    const given = { path: '/etc', depth: 2, all: true, none: null, list: [1, 'a'], in: { author: 'ann' } };
    expect(maskedArguments(given)).toEqual(given);
  });

  it.each([
    'password',
    'dbPassword',
    'API_KEY',
    'apiKey',
    'access-token',
    'Authorization',
    'x-auth',
    'client_secret',
    'cookie',
    'private_key',
  ])('never holds what is called %s, at any depth', (name) => {
    expect(maskedArguments({ a: { b: [{ [name]: { c: 'hush' } }] } })).toEqual({
      a: { b: [{ [name]: '[masked]' }] },
    });
  });

  it.each([
    'Bearer abc',
    `ghp_${'a'.repeat(36)}`,
    `sk-${'a'.repeat(30)}`,
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig',
    '-----BEGIN PRIVATE KEY-----\nabc',
    'postgres://ann:hush@db/x',
  ])('never holds a text as %s', (text) => {
    expect(JSON.stringify(maskedArguments({ note: `see ${text}` }))).toBe('{"note":"[masked]"}');
  });

  it.each([
    ['writeOnly', { writeOnly: true }],
    ['format', { format: 'password' }],
  ])('never holds what the schema of the tool declares by %s', (_word, secret) => {
    const schema = {
      $defs: { hidden: { type: 'string', ...secret } },
      properties: {
        path: { type: 'string' },
        data: { additionalProperties: { type: 'string', ...secret } },
        list: { items: { anyOf: [{ type: 'number' }, { type: 'object', properties: { v: secret } }] } },
        shared: { $ref: '#/$defs/hidden' },
        whole: { type: 'object', ...secret },
        self: { $ref: '#' },
      },
    };
    const given = {
      path: 'app/db',
      data: { user: 'hush' },
      list: [{ v: 'hush' }],
      shared: 'hush',
      whole: { a: 'hush' },
    };
    expect(maskedArguments(given, schema)).toEqual({
      path: 'app/db',
      data: { user: '[masked]' },
      list: [{ v: '[masked]' }],
      shared: '[masked]',
      whole: '[masked]',
    });
  });

  it('cuts what is long, deep or much', () => {
    const deep = { a: { b: { c: { d: { e: 1 } } } } };
    const masked = maskedArguments({
      long: 'x'.repeat(1_000),
      deep,
      many: Array.from({ length: 100 }, () => 1),
    });
    expect(masked).toMatchObject({ long: `${'x'.repeat(256)}[cut]`, deep: { a: { b: { c: '[cut]' } } } });
    expect((masked as { many: unknown[] }).many).toHaveLength(33);
    const wide = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`k${index}`, 'y'.repeat(300)]));
    expect(maskedArguments({ a: wide, b: wide })).toMatch(/^\[\d+ bytes\]$/);
  });

  it('is made at once, of a text that patterns like these could take hours for', () => {
    const before = performance.now();
    maskedArguments({ url: '://:'.repeat(1_000_000), web: 'eyJ-'.repeat(1_000_000) });
    expect(performance.now() - before).toBeLessThan(500);
  });

  it('can be written into the audit, whatever was sent', () => {
    const anything = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }));
    fc.assert(
      fc.property(anything, (given) => {
        const written = canonicalJson(maskedArguments(given));
        expect(Buffer.byteLength(written)).toBeLessThanOrEqual(8_200);
      }),
    );
    expect(() => canonicalJson(maskedArguments({ '\ud800': '\udc00' }))).not.toThrow();
  });
});

it('a number that no double can hold is recorded as it was written', () => {
  const given = parseExactly('{"id":9007199254740993,"list":[1e400,1]}') as JsonObject;
  expect(maskedArguments(given)).toEqual({ id: '9007199254740993', list: ['1e400', 1] });
});
