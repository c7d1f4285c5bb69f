import type { JsonObject } from '@app/kernel';
import { chatTranslation } from '../chat.js';
import { nativeRecord } from '../native-record.js';
import { aCall, aRecord, aSettings, DONE } from '../scripted-ollama.js';

const WEATHER = {
  name: 'weather',
  description: 'tells the weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const TIME = { name: 'time', parameters: { type: 'object', properties: {} } };

function forced(body: JsonObject = {}) {
  const tools = [WEATHER, TIME].map((made) => ({ type: 'function', function: made }));
  const messages = [{ role: 'user', content: 'Oslo?' }];
  const call = aCall({ messages, tools, tool_choice: 'required', ...body });
  return chatTranslation(call, aSettings());
}

const NAMED = { tool_choice: { type: 'function', function: { name: 'weather' } } };
const answer = (content: string, rest: JsonObject = {}) => aRecord({ content }, { ...DONE, ...rest });

describe('a forced tool call', () => {
  it('holds the answer to the schema of a call of the named function and offers no tools', () => {
    const { request } = forced(NAMED);
    expect(request).not.toHaveProperty('tools');
    expect(request['format']).toEqual({
      type: 'object',
      properties: { name: { type: 'string', enum: ['weather'] }, arguments: WEATHER.parameters },
      required: ['name', 'arguments'],
    });
  });

  it('lets the model choose among the functions when any call will do', () => {
    expect(forced().request['format']).toMatchObject({
      anyOf: [
        { properties: { name: { enum: ['weather'] }, arguments: WEATHER.parameters } },
        { properties: { name: { enum: ['time'] } } },
      ],
    });
  });

  it('wins over a response format, and asks for no logprobs of its envelope', () => {
    const { request } = forced({ ...NAMED, response_format: { type: 'json_object' }, logprobs: true });
    expect(request['format']).toMatchObject({ type: 'object' });
    expect(request).not.toHaveProperty('logprobs');
  });

  it('keeps references within the parameters pointing at their target', () => {
    const parameters = {
      $defs: { c: { type: 'string' } },
      type: 'object',
      properties: { a: { $ref: '#/$defs/c' } },
    };
    const tools = ['f', 'g'].map((name) => ({ type: 'function', function: { name, parameters } }));
    expect(forced({ tools }).request['format']).toMatchObject({
      anyOf: [
        {
          properties: {
            arguments: { properties: { a: { $ref: '#/anyOf/0/properties/arguments/$defs/c' } } },
          },
        },
        {
          properties: {
            arguments: { properties: { a: { $ref: '#/anyOf/1/properties/arguments/$defs/c' } } },
          },
        },
      ],
    });
  });

  it('describes the functions in the first system message, made if there is none', () => {
    const [system, user] = forced().request['messages'] as JsonObject[];
    expect(system).toMatchObject({ role: 'system', content: expect.stringContaining('tells the weather') });
    expect(user).toEqual({ role: 'user', content: 'Oslo?' });
    const messages = [
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: 'Oslo?' },
    ];
    const [own, ...rest] = forced({ messages }).request['messages'] as JsonObject[];
    expect(own).toMatchObject({
      role: 'system',
      content: expect.stringMatching(/^Be brief\.\n\n[^]*"weather"/),
    });
    expect(rest).toEqual([{ role: 'user', content: 'Oslo?' }]);
  });

  it('gives the answer back as one tool call', () => {
    const { body } = forced().whole(answer('{"name":"weather","arguments":{"city":"Oslo"}}'));
    expect(body['choices']).toEqual([
      {
        index: 0,
        message: {
          role: 'assistant',
          content: null,
          refusal: null,
          tool_calls: [
            {
              id: expect.stringMatching(/^call_\w+$/),
              type: 'function',
              function: { name: 'weather', arguments: '{"city":"Oslo"}' },
            },
          ],
        },
        logprobs: null,
        finish_reason: 'tool_calls',
      },
    ]);
  });

  it('streams the reasoning as it comes and the call at the end, and no content', () => {
    const { encoder } = forced({ ...NAMED, stream: true });
    const records = [
      aRecord({ thinking: 'hm' }),
      aRecord({ content: '{"name":"weather",' }),
      aRecord({ content: '"arguments":{"city":"Oslo"}}' }),
      aRecord({}, DONE),
    ];
    const chunks = records.flatMap((record) => encoder?.push(nativeRecord('ollama', record)) ?? []);
    expect(chunks.map(({ choices }) => (choices as JsonObject[])[0])).toMatchObject([
      { delta: { role: 'assistant', content: '' } },
      { delta: { reasoning: 'hm' } },
      { delta: { tool_calls: [{ index: 0, function: { name: 'weather', arguments: '{"city":"Oslo"}' } }] } },
      { delta: {}, finish_reason: 'tool_calls' },
    ]);
    expect(chunks).toHaveLength(4);
  });

  it.each([
    ['no JSON', 'It snows.'],
    ['another function', '{"name":"rm","arguments":{}}'],
    ['arguments that are no object', '{"name":"time","arguments":[]}'],
    ['nothing', ''],
  ])('is upstream_malformed when the answer is %s', (_what, content) => {
    expect(() => forced().whole(answer(content))).toThrow(
      expect.objectContaining({ code: 'upstream_malformed', upstream: 'ollama' }),
    );
  });

  it('ends as length, without a call, when the limit cut it off', () => {
    const { body } = forced().whole(answer('{"name":"weather","argu', { done_reason: 'length' }));
    expect(body['choices']).toMatchObject([{ finish_reason: 'length', message: { content: '' } }]);
    expect(JSON.stringify(body)).not.toContain('tool_calls');
  });
});
