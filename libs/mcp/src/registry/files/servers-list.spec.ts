import { array, assert, constantFrom, property, stringMatching, tuple } from 'fast-check';
import { parseServersList, withoutServer, withServer } from './servers-list.js';

const id = stringMatching(/^[a-z0-9][a-z0-9_-]{0,6}$/);
const text = array(
  tuple(array(id, { maxLength: 3 }), constantFrom(',', ' , '), constantFrom('', ' ', ' # a, note', '\r')),
  { maxLength: 6 },
).map((lines) => lines.map(([ids, comma, end]) => ids.join(comma) + end).join('\n'));

const comments = (list: string) => list.match(/#.*/g) ?? [];

it('reads ids between commas, on lines, and around comments', () => {
  const list = '# my servers\nfetch, time,\n\n  github  # work\nfetch\r\n';
  expect(parseServersList(list)).toEqual(['fetch', 'time', 'github']);
});

it('names the line of what is no id', () => {
  expect(() => parseServersList('a\nb, ../etc')).toThrow(
    expect.objectContaining({
      code: 'registry_invalid',
      message: expect.stringContaining('line 2: got "../etc"'),
    }),
  );
});

it('adds an id behind all others, whatever stands there', () => {
  assert(
    property(text, id, (list, added) => {
      const before = parseServersList(list).filter((one) => one !== added);
      expect(parseServersList(withServer(withoutServer(list, added), added))).toEqual([...before, added]);
    }),
  );
});

it('takes an id out wherever it stands, and leaves all other ids and every comment', () => {
  assert(
    property(text, id, (list, removed) => {
      const rest = withoutServer(list, removed);
      expect(parseServersList(rest)).toEqual(parseServersList(list).filter((one) => one !== removed));
      expect(comments(rest)).toEqual(comments(list));
    }),
  );
});
