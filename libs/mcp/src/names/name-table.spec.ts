import fc from 'fast-check';
import { exposedName, mayBelongTo } from './exposed-name.js';
import { NameTable, type NativeName } from './name-table.js';

const server = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,62}$/);
const awkward = fc.constantFrom('_', '__', 'a', 'b', 'A', '-', '.', 'é', ' ', 'x_2abcdefghi7');
const native = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(awkward, { maxLength: 40 }).map((parts) => parts.join('')),
);
const shortServer = fc.stringMatching(/^[ab][ab_]{0,3}$/);
const name = fc.record({ server: fc.oneof(server, shortServer), native });
const keyOf = ({ server, native }: NativeName): string => `${server}\0${native}`;

describe('names of many servers', () => {
  it('suits every client, whatever a server calls its tools', () => {
    fc.assert(
      fc.property(name, ({ server, native }) => {
        expect(exposedName(server, native)).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        expect(mayBelongTo(exposedName(server, native), server)).toBe(true);
      }),
    );
  });

  it('never gives two tools one name', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        fc.pre(keyOf(one) !== keyOf(other));
        expect(exposedName(one.server, one.native)).not.toBe(exposedName(other.server, other.native));
      }),
      { numRuns: 2_000 },
    );
  });

  it('leads back to the tool from the name, and to the name from the tool', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { selector: keyOf }), (names) => {
        const table = new NameTable(names, 'prefixed');
        const hidden = new Set(table.conflicts.map((conflict) => keyOf(conflict.hidden)));
        for (const each of names) {
          const exposed = table.exposed(each.server, each.native);
          if (hidden.has(keyOf(each))) expect(exposed).toBeUndefined();
          else expect(table.native(exposed ?? '')).toEqual(each);
        }
      }),
    );
  });

  it('keeps a name while other servers come and go', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { selector: keyOf }), server, (names, gone) => {
        const table = new NameTable(names, 'prefixed');
        const left = names.filter((each) => each.server !== gone);
        const rest = new NameTable(left, 'prefixed');
        for (const each of left) {
          expect(rest.exposed(each.server, each.native)).toBe(table.exposed(each.server, each.native));
        }
      }),
    );
  });

  it('reads well where it can', () => {
    expect(exposedName('fs', 'read_file')).toBe('fs__read_file');
  });

  it('takes no word for the mark of another name, however long the word is', () => {
    const word = fc.stringMatching(/^[a-z]{1,14}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), (words) => {
        const native = words.join('_');
        expect(exposedName('vector', native)).toBe(`vector__${native}`);
      }),
    );
    expect(exposedName('vector', 'create_collection')).toBe('vector__create_collection');
    expect(exposedName('vector', 'of_2abcdefghi7')).not.toBe('vector__of_2abcdefghi7');
  });

  it.each([
    [
      ['a_b', 'c'],
      ['a', 'b_c'],
    ],
    [
      ['a_', 'b'],
      ['a', '_b'],
    ],
    [
      ['a__b', 'c'],
      ['a', 'b__c'],
    ],
  ])('tells %j and %j apart', ([server = '', native = ''], [otherServer = '', otherNative = '']) => {
    expect(exposedName(server, native)).not.toBe(exposedName(otherServer, otherNative));
  });

  it('lets no server call a tool so that it looks like the marked one of another', () => {
    const marked = exposedName('a_', 'b');
    expect(marked.startsWith('a__')).toBe(true);
    expect(exposedName('a', marked.slice('a__'.length))).not.toBe(marked);
  });

  it('hides the later one of two names that differ in case alone, and says so', () => {
    const table = new NameTable(
      [
        { server: 'fs', native: 'Read' },
        { server: 'fs', native: 'read' },
      ],
      'prefixed',
    );
    expect(table.native('fs__Read')).toEqual({ server: 'fs', native: 'Read' });
    expect(table.native('fs__read')).toBeUndefined();
    expect(table.conflicts).toEqual([
      { hidden: { server: 'fs', native: 'read' }, shown: { server: 'fs', native: 'Read' } },
    ]);
  });

  it('leaves names as they are in a view of one server', () => {
    const table = new NameTable([{ server: 'fs', native: 'ReadFile.now' }], 'native');
    expect(table.exposed('fs', 'ReadFile.now')).toBe('ReadFile.now');
    expect(table.native('ReadFile.now')).toEqual({ server: 'fs', native: 'ReadFile.now' });
  });
});
