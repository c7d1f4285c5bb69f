import type { JsonObject, JsonValue } from '@app/kernel';
import type { OllamaSettings } from '../provider-settings.js';
import { chatTranslation } from './chat.js';
import { aCall, aSettings } from './scripted-ollama.js';

const HELLO = [{ role: 'user', content: 'hello' }];
const TOOL = { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } };

/** The native request as it travels: members that are undefined are gone. */
function nativeRequest(body: JsonObject, settings: Partial<OllamaSettings> = {}): JsonObject {
  const { request } = chatTranslation(aCall({ messages: HELLO, ...body }), aSettings(settings));
  return JSON.parse(JSON.stringify(request)) as JsonObject;
}

describe('a chat request', () => {
  it('names the model of the upstream, forbids truncation and sends no default of its own', () => {
    expect(nativeRequest({})).toEqual({
      model: 'm',
      messages: HELLO,
      options: {},
      truncate: false,
      stream: false,
    });
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['temperature', { temperature: 0 }, { temperature: 0 }],
    ['top_p', { top_p: 0.5 }, { top_p: 0.5 }],
    ['seed', { seed: 7 }, { seed: 7 }],
    [
      'penalties',
      { presence_penalty: 1, frequency_penalty: -1 },
      { presence_penalty: 1, frequency_penalty: -1 },
    ],
    ['max_tokens', { max_tokens: 9 }, { num_predict: 9 }],
    [
      'max_completion_tokens over max_tokens',
      { max_completion_tokens: 5, max_tokens: 9 },
      { num_predict: 5 },
    ],
    ['one stop', { stop: 'END' }, { stop: ['END'] }],
    ['several stops', { stop: ['a', 'b'] }, { stop: ['a', 'b'] }],
    ['no stop at all', { stop: [] }, {}],
    ['Ollama extensions', { top_k: 3, min_p: 0.1, num_ctx: 8192 }, { top_k: 3, min_p: 0.1, num_ctx: 8192 }],
    ['repetition_penalty', { repetition_penalty: 1.2 }, { repeat_penalty: 1.2 }],
    ['repeat_penalty', { repeat_penalty: 1.3, repetition_penalty: 1.2 }, { repeat_penalty: 1.3 }],
    ['options', { options: { num_gpu: 1, top_k: 2 } }, { num_gpu: 1, top_k: 2 }],
    ['OpenAI fields over options', { options: { temperature: 1 }, temperature: 0.2 }, { temperature: 0.2 }],
    ['null as nothing', { temperature: null, stop: null, options: null }, {}],
  ])('translates %s', (_name, body, options) => {
    expect(nativeRequest(body)['options']).toEqual(options);
  });

  it('takes the context window and keep-alive of the settings where the client names none', () => {
    const settings = { numCtx: 16384, keepAlive: '10m' };
    expect(nativeRequest({}, settings)).toMatchObject({ options: { num_ctx: 16384 }, keep_alive: '10m' });
    const own = nativeRequest({ options: { num_ctx: 4096 }, keep_alive: 0 }, settings);
    expect(own).toMatchObject({ options: { num_ctx: 4096 }, keep_alive: 0 });
  });

  it.each<[JsonValue, JsonValue]>([
    ['300', 300],
    ['-1', -1],
    ['5m', '5m'],
    [60, 60],
  ])('sends keep_alive %p as %p', (given, sent) => {
    expect(nativeRequest({ keep_alive: given })['keep_alive']).toBe(sent);
  });

  it.each<[string, JsonObject, JsonValue | undefined]>([
    ['none', { reasoning_effort: 'none' }, false],
    ['minimal', { reasoning_effort: 'minimal' }, 'low'],
    ['low', { reasoning_effort: 'low' }, 'low'],
    ['medium', { reasoning_effort: 'medium' }, 'medium'],
    ['high', { reasoning_effort: 'high' }, 'high'],
    ['xhigh', { reasoning_effort: 'xhigh' }, 'max'],
    ['max', { reasoning_effort: 'max' }, 'max'],
    ['no effort', {}, undefined],
    ['think', { think: true, reasoning_effort: 'low' }, true],
    ['think with a level', { think: 'max' }, 'max'],
  ])('sends reasoning effort %s as think', (_name, body, think) => {
    expect(nativeRequest(body)['think']).toBe(think);
  });

  const schema = { type: 'object', properties: { a: { type: 'string' } } };
  it.each<[string, JsonValue, JsonValue | undefined]>([
    ['text', { type: 'text' }, undefined],
    ['json_object', { type: 'json_object' }, 'json'],
    ['json_schema', { type: 'json_schema', json_schema: { name: 'x', strict: true, schema } }, schema],
  ])('sends response_format %s as format', (_name, response_format, format) => {
    expect(nativeRequest({ response_format })['format']).toEqual(format);
  });

  it('passes on logprobs', () => {
    expect(nativeRequest({ logprobs: true, top_logprobs: 3 })).toMatchObject({
      logprobs: true,
      top_logprobs: 3,
    });
  });

  it('offers tools unless tool_choice is none', () => {
    expect(nativeRequest({ tools: [TOOL] })['tools']).toEqual([TOOL]);
    expect(nativeRequest({ tools: [TOOL], tool_choice: 'auto' })['tools']).toEqual([TOOL]);
    expect(nativeRequest({ tools: [TOOL], tool_choice: 'none' })).not.toHaveProperty('tools');
  });

  it('gives a tool without parameters an empty list of them', () => {
    const tools = [{ type: 'function', function: { name: 'now', description: 'the time' } }];
    expect(nativeRequest({ tools })['tools']).toEqual([
      {
        type: 'function',
        function: { name: 'now', description: 'the time', parameters: { type: 'object', properties: {} } },
      },
    ]);
  });

  it('accepts the fields that change nothing here', () => {
    const harmless = { user: 'u', metadata: {}, store: true, service_tier: 'auto', prompt_cache_key: 'k' };
    const neutral = { n: 1, logit_bias: {}, modalities: ['text'], audio: null, verbosity: 'low' };
    expect(nativeRequest({ ...harmless, ...neutral, stream_options: { include_usage: true } })).toEqual(
      nativeRequest({}),
    );
  });
});

describe('a chat request that cannot be translated', () => {
  it.each<[JsonObject, string, string]>([
    [{ n: 2 }, 'n', 'unsupported_parameter'],
    [{ logit_bias: { '50256': -100 } }, 'logit_bias', 'unsupported_parameter'],
    [{ audio: { voice: 'x' } }, 'audio', 'unsupported_parameter'],
    [{ modalities: ['text', 'audio'] }, 'modalities', 'unsupported_parameter'],
    [{ functions: [{ name: 'f' }] }, 'functions', 'unsupported_parameter'],
    [{ tools: [{ type: 'custom', custom: {} }] }, 'tools[0].type', 'unsupported_parameter'],
    [{ frobnicate: 1 }, 'frobnicate', 'unknown_parameter'],
    [{ temperature: 'hot' }, 'temperature', 'invalid_request'],
    [{ max_tokens: 1.5 }, 'max_tokens', 'invalid_request'],
    [{ stop: [1] }, 'stop[0]', 'invalid_request'],
    [{ stop: 1 }, 'stop', 'invalid_request'],
    [{ options: [] }, 'options', 'invalid_request'],
    [{ stream: 'yes' }, 'stream', 'invalid_request'],
    [{ stream_options: true }, 'stream_options', 'invalid_request'],
    [{ keep_alive: true }, 'keep_alive', 'invalid_request'],
    [{ think: 'deeply' }, 'think', 'invalid_request'],
    [{ reasoning_effort: 'extreme' }, 'reasoning_effort', 'invalid_request'],
    [{ reasoning_effort: 'toString' }, 'reasoning_effort', 'invalid_request'],
    [{ response_format: { type: 'yaml' } }, 'response_format.type', 'invalid_request'],
    [
      { response_format: { type: 'json_schema', json_schema: { name: 'x' } } },
      'response_format.json_schema.schema',
      'invalid_request',
    ],
    [{ tools: {} }, 'tools', 'invalid_request'],
    [{ tools: [{ type: 'function', function: {} }] }, 'tools[0].function.name', 'invalid_request'],
    [{ tool_choice: 'required' }, 'tool_choice', 'invalid_request'],
    [{ tools: [TOOL], tool_choice: 'always' }, 'tool_choice', 'invalid_request'],
    [
      { tools: [TOOL], tool_choice: { type: 'function', function: { name: 'g' } } },
      'tool_choice.function.name',
      'invalid_request',
    ],
    [{ parallel_tool_calls: 1 }, 'parallel_tool_calls', 'invalid_request'],
    [{ logprobs: 5 }, 'logprobs', 'invalid_request'],
  ])('%j is refused, naming %s, as %s', (body, param, code) => {
    expect(() => nativeRequest(body)).toThrow(expect.objectContaining({ code, param }));
  });

  it('says the kind that came and the kind that was wanted', () => {
    expect(() => nativeRequest({ temperature: 'hot' })).toThrow('temperature must be a number, got string');
    expect(() => nativeRequest({ max_tokens: 1.5 })).toThrow('max_tokens must be an integer, got 1.5');
  });

  it('drops an unknown field when the settings say so', () => {
    expect(nativeRequest({ frobnicate: 1 }, { unknownFields: 'ignore' })).toEqual(nativeRequest({}));
  });
});

describe('the load that a chat request needs', () => {
  const load = (body: JsonObject) => chatTranslation(aCall({ messages: HELLO, ...body }), aSettings()).load;

  it('asks for nothing but the model', () => {
    expect(load({}).request).toEqual({ model: 'm', messages: [], stream: false });
  });

  it('carries the options that are fixed at load time, and how long to stay', () => {
    const options = { num_ctx: 8192, num_gpu: 2, temperature: 1 };
    expect(load({ options, keep_alive: '1h' }).request).toEqual({
      model: 'm',
      messages: [],
      stream: false,
      options: { num_ctx: 8192, num_gpu: 2 },
      keep_alive: '1h',
    });
  });

  it.each([0, '0', '0s', '0h0m'])('never carries keep_alive %p, which would unload instead', (keep_alive) => {
    expect(load({ keep_alive }).request).not.toHaveProperty('keep_alive');
    expect(load({ keep_alive }).unloads).toBe(true);
  });
});
