import type { JsonObject } from '@app/kernel';
import { externalReference } from './external-reference.js';

const of = (inputSchema: JsonObject) => externalReference({ name: 't', inputSchema });

describe('references of a tool schema', () => {
  it('may point into the schema itself', () => {
    const schema = { properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { type: 'string' } } };
    expect(of(schema)).toBeUndefined();
  });

  it('may name a part of the schema by its $id', () => {
    const schema = {
      properties: { a: { $ref: 'https://example.test/a#/x' } },
      $defs: { a: { $id: 'https://example.test/a' } },
    };
    expect(of(schema)).toBeUndefined();
  });

  it.each([
    'https://example.test/a.json',
    'http://10.0.0.1/',
    'other.json',
    '//host/x',
    'file:///etc/passwd',
  ])('are found when they lead elsewhere: %s', (reference) => {
    expect(of({ properties: { a: { items: [{ $ref: reference }] } } })).toBe(reference);
  });

  it('are found in the output schema, and under the other keyword', () => {
    const tool = { name: 't', outputSchema: { anyOf: [{ $dynamicRef: 'https://example.test/#x' }] } };
    expect(externalReference(tool)).toBe('https://example.test/#x');
  });

  it('are none in data, and none when a property has such a name', () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      properties: { $ref: { type: 'string' }, default: { type: 'string', default: { $ref: 'https://a' } } },
      enum: [{ $ref: 'https://b' }],
    };
    expect(of(schema)).toBeUndefined();
  });

  it('are found in a property that is named like a keyword for data', () => {
    expect(of({ properties: { default: { $ref: 'https://a' } } })).toBe('https://a');
  });

  it('are not looked for without end', () => {
    let schema: JsonObject = { $ref: 'https://a' };
    for (let depth = 0; depth < 100_000; depth += 1) schema = { items: schema };
    expect(of(schema)).toMatch(/deeper/);
  });
});
