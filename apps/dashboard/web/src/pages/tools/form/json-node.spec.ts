import fc from 'fast-check';
import { isBeyondDoubles, isSame, nodeFrom, parseJson, writeJson } from './json-node.js';

it('every JSON value is read and written as JSON.parse has it, on one line and indented', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value);
      const plain: unknown = JSON.parse(text);
      expect(JSON.parse(writeJson(parseJson(text)))).toEqual(plain);
      expect(JSON.parse(writeJson(parseJson(JSON.stringify(value, null, 3)), true))).toEqual(plain);
    }),
  );
});

it('what JSON.parse refuses is refused, with the place', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[[\]{}",:1ae\\ .-]{0,12}$/), (text) => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      if (isJson) expect(() => parseJson(text)).not.toThrow();
      else expect(() => parseJson(text)).toThrow(SyntaxError);
    }),
    { numRuns: 2_000 },
  );
  expect(() => parseJson('{"a": 1')).toThrow('It lacks a "," at its end.');
});

it('numbers stay as they were written', () => {
  const text = '[9007199254740993,-0,1.10,1e400]';
  expect(writeJson(parseJson(text))).toBe(text);
});

it('members in another order are the same value, and integers that only rounding makes equal are not', () => {
  expect(isSame(parseJson('{"a":1,"b":[2]}'), parseJson('{"b":[2.0],"a":1}'))).toBe(true);
  expect(isSame(parseJson('9007199254740993'), parseJson('9007199254740992'))).toBe(false);
  expect(isSame(nodeFrom('1'), nodeFrom(1))).toBe(false);
});

it('an integer that doubles would round is found wherever it stands', () => {
  const found = ['[{"a":9007199254740992}]', '9007199254740991', '1e300', '"9007199254740993"'];
  expect(found.map((text) => isBeyondDoubles(parseJson(text)))).toEqual([true, false, false, false]);
});
