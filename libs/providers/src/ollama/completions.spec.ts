import type { JsonObject } from '@app/kernel';
import { completionTranslation } from './completions.js';
import { nativeRecord } from './native-record.js';
import { aCall, aSettings } from './scripted-ollama.js';

const translation = (body: JsonObject) =>
  completionTranslation(aCall(body, { endpoint: 'completions' }), aSettings());
const request = (body: JsonObject) => JSON.parse(JSON.stringify(translation(body).request)) as JsonObject;

describe('a text completion', () => {
  it('sends the prompt raw, without a template and without reasoning', () => {
    expect(request({ prompt: 'Once', max_tokens: 3 })).toEqual({
      model: 'm',
      prompt: 'Once',
      raw: true,
      options: { num_predict: 3 },
      think: false,
      truncate: false,
      stream: false,
    });
  });

  it('leaves filling in the middle to the template', () => {
    const native = request({ prompt: ['def f('], suffix: 'return x' });
    expect(native).toMatchObject({ prompt: 'def f(', suffix: 'return x' });
    expect(native).not.toHaveProperty('raw');
  });

  it.each<[JsonObject, string, string]>([
    [{}, 'prompt', 'invalid_request'],
    [{ prompt: '' }, 'prompt', 'invalid_request'],
    [{ prompt: [] }, 'prompt', 'invalid_request'],
    [{ prompt: [1, 2] }, 'prompt', 'invalid_request'],
    [{ prompt: [[1, 2]] }, 'prompt', 'invalid_request'],
    [{ prompt: ['a', 'b'] }, 'prompt', 'unsupported_parameter'],
    [{ prompt: 'a', echo: true }, 'echo', 'unsupported_parameter'],
    [{ prompt: 'a', best_of: 2 }, 'best_of', 'unsupported_parameter'],
    [{ prompt: 'a', n: 2 }, 'n', 'unsupported_parameter'],
    [{ prompt: 'a', suffix: 1 }, 'suffix', 'invalid_request'],
    [{ prompt: 'a', logprobs: true }, 'logprobs', 'invalid_request'],
    [{ prompt: 'a', messages: [] }, 'messages', 'unknown_parameter'],
  ])('refuses %j, naming %s, as %s', (body, param, code) => {
    expect(() => request(body)).toThrow(expect.objectContaining({ code, param }));
  });

  it('answers as text_completion with usage', () => {
    const native = {
      response: ' upon',
      done: true,
      done_reason: 'length',
      prompt_eval_count: 1,
      eval_count: 1,
    };
    const { body, observed } = translation({ prompt: 'Once' }).whole(native);
    expect(body).toEqual({
      id: expect.stringMatching(/^cmpl-\w+$/),
      object: 'text_completion',
      created: expect.any(Number),
      model: 'alias',
      choices: [{ index: 0, text: ' upon', logprobs: null, finish_reason: 'length' }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    });
    expect(observed).toEqual({ finishReason: 'length', usage: { promptTokens: 1, completionTokens: 1 } });
  });

  it('streams text, one finish and the usage that was asked for', () => {
    const body = { prompt: 'Once', stream: true, logprobs: 1, stream_options: { include_usage: true } };
    const { encoder, request: native } = translation(body);
    expect(native).toMatchObject({ stream: true, logprobs: true, top_logprobs: 1 });
    const logprobs = [{ token: 'on', logprob: -1, top_logprobs: [{ token: 'on', logprob: -1 }] }];
    const events = [
      { response: ' up', done: false },
      { response: 'on', done: false, logprobs },
      { response: '', done: true, done_reason: 'stop', eval_count: 2 },
    ].flatMap((record) => encoder?.push(nativeRecord('ollama', record)) ?? []);
    const asOld = { tokens: ['on'], token_logprobs: [-1], top_logprobs: [{ on: -1 }], text_offset: [3] };
    expect(events.map(({ choices, usage }) => usage ?? (choices as JsonObject[])[0])).toEqual([
      { index: 0, text: ' up', logprobs: null, finish_reason: null },
      { index: 0, text: 'on', logprobs: asOld, finish_reason: null },
      { index: 0, text: '', logprobs: null, finish_reason: 'stop' },
      { prompt_tokens: 0, completion_tokens: 2, total_tokens: 2 },
    ]);
  });
});
