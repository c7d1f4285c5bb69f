import { assert, constantFrom, integer, json, jsonValue, property, record, string } from 'fast-check';
import { JsonTextError, parseJsonText } from './json-text.js';

function problemOf(text: string): string {
  try {
    parseJsonText(text);
  } catch (error) {
    if (error instanceof JsonTextError) return error.message;
    throw error;
  }
  return 'none';
}

it('reads whatever JSON.parse reads, as the same value', () => {
  assert(
    property(jsonValue(), constantFrom(undefined, 2, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(parseJsonText(text).value).toEqual(JSON.parse(text));
    }),
  );
});

it('refuses whatever JSON.parse refuses, and nothing else', () => {
  const broken = record({ text: json(), at: integer({ min: 0, max: 200 }), put: string({ maxLength: 2 }) });
  assert(
    property(broken, ({ text, at, put }) => {
      const torn = text.slice(0, at) + put + text.slice(at + 1);
      let isJson = true;
      try {
        JSON.parse(torn);
      } catch {
        isJson = false;
      }
      if (!problemOf(torn).includes('second time')) expect(problemOf(torn) === 'none').toBe(isJson);
    }),
    { numRuns: 1_000 },
  );
});

it.each([
  ['a comma too many', '{\n  "a": 1,\n}', 'line 3: got something else, wanted a name in double quotes'],
  ['a torn file', '{\n  "a": {', 'line 2: got the end of the file, wanted a name in double quotes'],
  ['two values', '{}\n{}', 'line 2: got something else, wanted the end of the file'],
  ['a name twice', '{\n"a": 1,\n"a": 2\n}', 'line 3: "a" stands here for the second time'],
  ['a comment', '{ // no\n}', 'line 1: got something else, wanted a name in double quotes'],
  ['nothing', '', 'line 1: got the end of the file, wanted a value'],
])('names the line of %s', (_what, text, problem) => {
  expect(problemOf(text)).toBe(problem);
});

it('refuses nesting that would exhaust the stack', () => {
  expect(problemOf('['.repeat(1_000_000))).toBe('line 1: is nested deeper than 64');
});

it('knows the line of each member', () => {
  const servers = parseJsonText('{\n"servers": {\n\n"a": {\n"b":\n1}}}').members?.get('servers');
  expect(servers?.line).toBe(2);
  expect(servers?.members?.get('a')?.members?.get('b')?.line).toBe(5);
});
