import { NO_PARAMETERS, parametersOf } from './parameters.js';

const of = (given: Partial<typeof NO_PARAMETERS>) => parametersOf({ ...NO_PARAMETERS, ...given });

it('an empty field is absent, and zero is not empty', () => {
  expect(of({})).toEqual({ body: {}, errors: {} });
  expect(of({ temperature: '0', seed: ' 7 ' }).body).toEqual({ temperature: 0, seed: 7 });
});

it.each([
  [{ temperature: 'warm' }, { temperature: 'A number is wanted.' }],
  [{ temperature: '1e9' }, { temperature: 'A number is wanted.' }],
  [{ temperature: '2.1' }, { temperature: 'At most 2.' }],
  [{ max_tokens: '0' }, { max_tokens: 'At least 1.' }],
  [{ max_tokens: '1.5' }, { max_tokens: 'A whole number is wanted.' }],
  [{ others: '{' }, { others: 'This is not JSON yet.' }],
  [{ others: '[1]' }, { others: 'A JSON object is wanted.' }],
  [{ others: '{"messages":[]}' }, { others: 'messages is set elsewhere on this page.' }],
])('%j is told to be wrong, and is not sent', (draft, errors) => {
  expect(of(draft)).toEqual({ body: {}, errors });
});

it('any other field can be given as JSON', () => {
  expect(of({ others: '{"response_format":{"type":"json_object"}}' }).body).toEqual({
    response_format: { type: 'json_object' },
  });
});
