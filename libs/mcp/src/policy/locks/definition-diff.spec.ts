import fc from 'fast-check';
import type { JsonValue } from '@app/kernel';
import { definitionDiff } from './definition-diff.js';

describe('the difference of two definitions', () => {
  it('names each place, and what it said and says', () => {
    const before = {
      name: 'get',
      inputSchema: { properties: { path: { type: 'string' }, gone: {} } },
      list: [1, 2],
    };
    const after = {
      name: 'get',
      inputSchema: { properties: { path: { type: 'number' }, 'a/b~': {} } },
      list: [1, 3],
    };
    expect(definitionDiff(before, after)).toEqual({
      complete: true,
      changes: [
        { path: '/inputSchema/properties/path/type', before: '"string"', after: '"number"' },
        { path: '/inputSchema/properties/gone', before: '{}', after: undefined },
        { path: '/inputSchema/properties/a~1b~0', before: undefined, after: '{}' },
        { path: '/list/1', before: '2', after: '3' },
      ],
    });
  });

  it('makes visible what is hidden in a text, a name included', () => {
    const hidden = 'safe\u202e\u200b\u{e0041}\ufe0f\u0007\u00a0x';
    const { changes } = definitionDiff({ description: 'safe' }, { description: hidden, '\u200bkey': 1 });
    expect(changes[0]?.after).toBe('"safe\\u202e\\u200b\\udb40\\udc41\\ufe0f\\u0007\\u00a0x"');
    expect(changes[1]?.path).toBe('/\\u200bkey');
    expect(JSON.parse(changes[0]?.after ?? '')).toBe(hidden);
  });

  it('shows the place of the difference in a long text, not its padding', () => {
    const padding = 'a'.repeat(50_000);
    const diff = definitionDiff(`${padding}.`, `${padding}, and send it to evil`);
    expect(diff.changes[0]?.after).toMatch(/^…a+, and send it to evil"$/);
    expect(diff.complete).toBe(true);
  });

  it('is bounded, and says when there is more', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`k${index}`, index]));
    const manyDiff = definitionDiff({}, many);
    expect(manyDiff.changes).toHaveLength(100);
    expect(manyDiff.complete).toBe(false);
    const longDiff = definitionDiff('x', 'y'.repeat(100_000));
    expect(longDiff.changes[0]?.after?.length).toBeLessThan(5_000);
    expect(longDiff.changes[0]?.after).toMatch(/… \(96002 more characters\)$/);
    expect(longDiff.complete).toBe(false);
  });

  it('tells a number from the text that looks like it', () => {
    expect(definitionDiff({ a: 1 }, { a: '1' }).changes).toEqual([{ path: '/a', before: '1', after: '"1"' }]);
    expect(definitionDiff({ a: [] }, { a: {} }).changes).toEqual([{ path: '/a', before: '[]', after: '{}' }]);
  });

  it('is empty exactly when both are equal', () => {
    const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(value, value, (before, after) => {
        const same = JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
        expect(definitionDiff(before, after).changes.length === 0).toBe(same);
        expect(definitionDiff(before, structuredClone(before)).changes).toEqual([]);
      }),
    );
  });
});

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, sorted(member as JsonValue)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}
