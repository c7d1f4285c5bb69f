import type { JsonObject, JsonValue } from '@app/kernel';
import fc from 'fast-check';
import { embeddingTranslation } from './embeddings.js';
import { aCall, aSettings } from './scripted-ollama.js';

const translation = (body: JsonObject) =>
  embeddingTranslation(aCall(body, { endpoint: 'embeddings' }), aSettings());
const request = (body: JsonObject) => JSON.parse(JSON.stringify(translation(body).request)) as JsonObject;

describe('an embedding request', () => {
  it('sends one text as a list, and forbids truncation', () => {
    expect(request({ input: 'a', dimensions: 2 })).toEqual({
      model: 'm',
      input: ['a'],
      dimensions: 2,
      options: {},
      truncate: false,
    });
  });

  it('is answered without asking for an empty list', () => {
    const { immediate } = translation({ input: [] });
    expect(immediate?.body).toMatchObject({ object: 'list', data: [], usage: { prompt_tokens: 0 } });
  });

  it.each<[JsonObject, string, string]>([
    [{}, 'input', 'invalid_request'],
    [{ input: { a: 1 } }, 'input', 'invalid_request'],
    [{ input: [1, 2] }, 'input', 'invalid_request'],
    [{ input: [[1, 2]] }, 'input', 'invalid_request'],
    [{ input: ['a', null] }, 'input[1]', 'invalid_request'],
    [{ input: 'a', encoding_format: 'hex' }, 'encoding_format', 'invalid_request'],
    [{ input: 'a', dimensions: '2' }, 'dimensions', 'invalid_request'],
    [{ input: 'a', temperature: 1 }, 'temperature', 'unknown_parameter'],
  ])('refuses %j, naming %s, as %s', (body, param, code) => {
    expect(() => request(body)).toThrow(expect.objectContaining({ code, param }));
  });
});

describe('an embedding answer', () => {
  const whole = (embeddings: JsonValue, body: JsonObject = {}) =>
    translation({ input: ['a', 'b'], ...body }).whole({ embeddings, prompt_eval_count: 4 });

  it('keeps the order, and floats unless asked otherwise', () => {
    expect(
      whole([
        [0.6, 0.8],
        [1, 0],
      ]),
    ).toEqual({
      body: {
        object: 'list',
        data: [
          { object: 'embedding', index: 0, embedding: [0.6, 0.8] },
          { object: 'embedding', index: 1, embedding: [1, 0] },
        ],
        model: 'alias',
        usage: { prompt_tokens: 4, total_tokens: 4 },
      },
      observed: { usage: { promptTokens: 4 } },
    });
  });

  it('packs base64 as little-endian float32, at the full width', () => {
    const vector = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 64,
    });
    fc.assert(
      fc.property(vector, (values) => {
        const { body } = whole([values, values], { encoding_format: 'base64' });
        const [first] = body['data'] as { embedding: string }[];
        const bytes = Buffer.from(first?.embedding ?? '', 'base64');
        expect(values.map((_value, at) => bytes.readFloatLE(at * 4))).toEqual(values);
        expect(bytes.length).toBe(values.length * 4);
      }),
    );
  });

  it.each<[string, JsonValue]>([
    ['no list', null],
    ['too few vectors', [[1]]],
    ['too many vectors', [[1], [1], [1]]],
    ['different widths', [[1, 2], [1]]],
    ['empty vectors', [[], []]],
    ['something that is no vector', [[1], 'x']],
    ['something that is no number', [[1], [null]]],
  ])('with %s is upstream_malformed', (_what, embeddings) => {
    expect(() => whole(embeddings)).toThrow(expect.objectContaining({ code: 'upstream_malformed' }));
  });
});
