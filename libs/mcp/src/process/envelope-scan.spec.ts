import fc from 'fast-check';
import { splitBytes } from '../../../../test/fakes/split-bytes.js';
import { EnvelopeScan } from './envelope-scan.js';

function origin(text: string, sizes: readonly number[] = [7]): unknown {
  const scan = new EnvelopeScan();
  for (const piece of splitBytes(Buffer.from(text), sizes)) scan.push(piece);
  return scan.origin();
}

const id = fc.oneof(fc.integer(), fc.string({ maxLength: 40 }));
/** Words that could be taken for the ends of strings and objects. */
const tricky = fc.string({ unit: fc.constantFrom('\\', '"', '{', '}', '[', ',', ':', 'ä', '"id":9') });
const sizes = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1 });

describe('the envelope of a message too large to hold', () => {
  it('tells which request it answers, with the id in any place', () => {
    fc.assert(
      fc.property(id, fc.jsonValue(), fc.jsonValue(), sizes, (id, before, result, sizes) => {
        const first = JSON.stringify({ id, before, result, jsonrpc: '2.0' });
        const last = JSON.stringify(
          { before, result: { id: 'not this', result }, jsonrpc: '2.0', id },
          null,
          1,
        );
        expect(origin(first, sizes)).toEqual({ kind: 'response', id });
        expect(origin(last, sizes)).toEqual({ kind: 'response', id });
      }),
    );
  });

  it('is not misled by what stands in strings', () => {
    fc.assert(
      fc.property(tricky, tricky, sizes, (one, two, sizes) => {
        const message = { [one]: two, result: { [two]: one, list: [one, two] }, jsonrpc: '2.0', id: 5 };
        expect(origin(JSON.stringify(message), sizes)).toEqual({ kind: 'response', id: 5 });
      }),
    );
  });

  it('tells a request and a notification of the server from an answer', () => {
    const params = { id: 3, result: {}, text: '"id":4,' };
    expect(origin(JSON.stringify({ method: 'x', params, id: 'r1' }))).toEqual({ kind: 'request', id: 'r1' });
    expect(origin(JSON.stringify({ method: 'x', params }))).toEqual({ kind: 'notification', id: undefined });
    expect(origin('{"id":2,"error":{"code":1}}')).toEqual({ kind: 'response', id: 2 });
  });

  it.each([
    ['words', 'nothing but words'],
    ['a list', '[{"id":1,"result":{}}]'],
    ['two values', '{"id":1,"result":{}}{"id":2,"result":{}}'],
    ['half a value', '{"id":1,"result":{'],
    ['an end too many', '{"id":1,"result":{}}}'],
    ['no answer', '{"id":1}'],
  ])('accuses nobody when it is %s', (_name, text) => {
    expect(origin(text)).toEqual({ kind: 'unknown', id: undefined });
  });

  it('has no id when that is itself too long', () => {
    const text = JSON.stringify({ id: 'x'.repeat(1_000), result: {} });
    expect(origin(text)).toEqual({ kind: 'response', id: undefined });
  });
});
