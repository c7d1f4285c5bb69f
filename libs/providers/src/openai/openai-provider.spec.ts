import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Endpoint } from '../provider.js';
import {
  setup,
  aCall,
  json,
  sse,
  COMPLETION,
  ROLE,
  STOP,
  DONE,
  CHAT,
  STREAM,
  textOf,
} from './openai-provider.setup.js';

describe('what the upstream gets', () => {
  it.each<[Endpoint, string]>([
    ['chat', '/v1/chat/completions'],
    ['completions', '/v1/completions'],
    ['embeddings', '/v1/embeddings'],
  ])("the client's own bytes for %s", async (endpoint, path) => {
    const { provider, seen } = await setup(json(200, COMPLETION));
    const text =
      '{ "model" : "m", "seed": 123456789012345678901234567890, "encoding_format":"base64", "x":1.0 }';
    await provider.call(aCall({ endpoint, text }));
    expect(seen).toMatchObject([{ path, body: text }]);
  });

  it('its own name for the model, and nothing else changed', async () => {
    const { provider, seen } = await setup(json(200, COMPLETION));
    await provider.call(aCall({ text: '{ "model":"gpu/m", "seed":1.0 }' }));
    expect(seen[0]?.body).toBe('{ "model":"m", "seed":1.0 }');
  });

  it("the request id, the trace and the configured key, never the client's", async () => {
    const { provider, seen } = await setup(json(200, COMPLETION), { apiKey: 'sk-1' });
    await provider.call(aCall());
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer sk-1',
      'x-request-id': 'req-1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      'content-type': 'application/json',
    });
  });

  it('no Authorization when no key is configured', async () => {
    const { provider, seen } = await setup(json(200, COMPLETION));
    await provider.call(aCall());
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each([
    [
      'is asked for usage',
      STREAM,
      true,
      '{"model":"m","stream":true,"messages":[],"stream_options":{"include_usage":true}}',
    ],
    [
      "keeps the client's other stream options",
      '{"model":"m","stream":true,"stream_options":{"include_obfuscation":false}}',
      true,
      '{"model":"m","stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true}}',
    ],
    ['is not asked where it would refuse', STREAM, false, STREAM],
    [
      'gets bad stream options as they are, to refuse them',
      '{"model":"m","stream":true,"stream_options":7}',
      true,
      '{"model":"m","stream":true,"stream_options":7}',
    ],
  ])('a stream that %s', async (_, text, streamUsage, expected) => {
    const { provider, seen } = await setup(sse(ROLE + STOP + DONE), { streamUsage });
    await textOf(await provider.call(aCall({ text })));
    expect(seen[0]?.body).toBe(expected);
  });
});

describe('after a call', () => {
  it.each<[string, string, (response: ServerResponse) => void]>([
    ['a whole reply', CHAT, json(200, COMPLETION)],
    ['an error', CHAT, json(500, {})],
    ['a stream', STREAM, sse(ROLE + STOP + DONE)],
    ['a stream that broke off', STREAM, sse(ROLE)],
    ['a stream that never began', STREAM, sse('')],
  ])("nothing listens to the client's signal any more: %s", async (_, text, answer) => {
    const { signal } = new AbortController();
    const { provider } = await setup(answer);
    const read = async (): Promise<unknown> => {
      const reply = await provider.call(aCall({ text, signal }));
      return reply.kind === 'stream' ? textOf(reply) : reply;
    };
    await Promise.allSettled([read()]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('models and health', () => {
  it('reads the models, with the context length of vLLM or llama.cpp', async () => {
    const { provider, seen } = await setup(
      json(200, {
        object: 'list',
        data: [
          { id: 'a', created: 7, owned_by: 'vllm', max_model_len: 8192 },
          { id: 'b', meta: { n_ctx_train: 4096 } },
          { id: 'lora', max_model_len: null },
          { name: 'no id' },
        ],
      }),
    );
    expect(await provider.listModels(new AbortController().signal)).toEqual([
      { id: 'a', created: 7, ownedBy: 'vllm', contextLength: 8192 },
      { id: 'b', created: 0, ownedBy: 'unknown', contextLength: 4096 },
      { id: 'lora', created: 0, ownedBy: 'unknown', contextLength: undefined },
    ]);
    expect(seen[0]?.path).toBe('/v1/models');
  });

  it('takes "data": null for no models', async () => {
    const { provider } = await setup(json(200, { object: 'list', data: null }));
    expect(await provider.listModels(new AbortController().signal)).toEqual([]);
  });

  it('does not take anything else for a list', async () => {
    const { provider } = await setup(json(200, { models: [] }));
    await expect(provider.listModels(new AbortController().signal)).rejects.toMatchObject({
      code: 'upstream_malformed',
    });
  });

  it.each<['vllm' | 'openai', string]>([
    ['vllm', '/health'],
    ['openai', '/v1/models'],
  ])('%s is asked at %s whether it is well', async (kind, path) => {
    const { provider, seen } = await setup((response) => response.end(), { kind });
    await provider.probe(new AbortController().signal);
    expect(seen[0]?.path).toBe(path);
  });

  it('is not well when the health route says so', async () => {
    const { provider } = await setup(json(503, { error: { message: 'Loading model' } }));
    await expect(provider.probe(new AbortController().signal)).rejects.toMatchObject({
      code: 'upstream_overloaded',
    });
  });
});
