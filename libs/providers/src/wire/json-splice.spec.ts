import type { JsonValue } from '@app/kernel';
import fc from 'fast-check';
import { spliceTopLevel } from './json-splice.js';

const splice = (text: string, edits: Record<string, JsonValue>): string =>
  spliceTopLevel(Buffer.from(text), edits).toString();

const key = fc.oneof(fc.constantFrom('model', 'stream_options', 'a', ''), fc.string({ unit: 'grapheme' }));
const object = fc.dictionary(key, fc.jsonValue(), { maxKeys: 6, noNullPrototype: true });
const edits = fc.dictionary(key, fc.jsonValue(), { maxKeys: 3, noNullPrototype: true });

describe('spliceTopLevel', () => {
  it('means what replacing the members of the parsed object means', () => {
    fc.assert(
      fc.property(object, edits, fc.constantFrom(undefined, 1, '\t', '\r\n '), (before, edits, space) => {
        const text = JSON.stringify(before, null, space);
        const after: unknown = JSON.parse(splice(text, edits));
        expect(after).toEqual({
          ...(JSON.parse(text) as object),
          ...(JSON.parse(JSON.stringify(edits)) as object),
        });
      }),
    );
  });

  it('changes no byte when there is nothing to edit', () => {
    fc.assert(
      fc.property(object, fc.constantFrom(undefined, 2), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(splice(text, {})).toBe(text);
      }),
    );
  });

  it.each([
    [
      'big integers',
      '{"seed":123456789012345678901234567890,"model":"a"}',
      '{"seed":123456789012345678901234567890,"model":"b"}',
    ],
    [
      'number spellings',
      '{"temperature":1.0,"model":"a","top_p":1E-2}',
      '{"temperature":1.0,"model":"b","top_p":1E-2}',
    ],
    ['escapes', '{"p":"\\u00e9\\"\\\\","model":"a"}', '{"p":"\\u00e9\\"\\\\","model":"b"}'],
    ['spacing', ' {\n "model" : "a" ,\t"n":1 }\n', ' {\n "model" : "b" ,\t"n":1 }\n'],
    [
      'members of the same name further down',
      '{"x":{"model":"a"},"y":[{"model":"a"}],"model":"a"}',
      '{"x":{"model":"a"},"y":[{"model":"a"}],"model":"b"}',
    ],
    [
      'text that looks like a member',
      '{"p":"\\"model\\":\\"a\\"}","model":"a"}',
      '{"p":"\\"model\\":\\"a\\"}","model":"b"}',
    ],
    ['a string that ends in backslashes', '{"p":"\\\\\\\\","model":"a"}', '{"p":"\\\\\\\\","model":"b"}'],
    ['a value of another kind', '{"model":[1,{"}":"]"}],"n":1}', '{"model":"b","n":1}'],
    ['a key written with escapes', '{"mod\\u0065l":"a"}', '{"mod\\u0065l":"b"}'],
  ])('leaves alone %s', (_, before, after) => {
    expect(splice(before, { model: 'b' })).toBe(after);
  });

  it('replaces a key that stands there twice in both places, so that no reader takes the old one', () => {
    expect(splice('{"model":"a","n":1,"model":"c"}', { model: 'b' })).toBe('{"model":"b","n":1,"model":"b"}');
  });

  it('adds a missing member after the last one', () => {
    expect(splice('{"n":1 }', { model: 'b', m: null })).toBe('{"n":1,"model":"b","m":null }');
    expect(splice('{ }', { model: 'b' })).toBe('{"model":"b" }');
  });

  it.each(['[]', '"x"', '', '{"a"', '{"a":"b', '{a:1}'])('refuses %j, which is no object', (text) => {
    expect(() => splice(text, { model: 'b' })).toThrow(TypeError);
  });
});
