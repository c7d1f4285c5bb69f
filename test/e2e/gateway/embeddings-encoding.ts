import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStack, type Stack } from '../gateway-harness.ts';
import { post } from '../raw-call.ts';

const input = ['one', 'another text', 'drei'];
const models = ['nomic-embed-text', 'vllm/org/served-model', 'loopback/embed'];

interface EmbeddingsReply {
  readonly data: readonly { readonly index: number; readonly embedding: string | number[] }[];
}

const decoded = (text: string): number[] => {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
};

describe('embeddings', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  const raw = async (model: string, encoding?: string): Promise<EmbeddingsReply> => {
    const body = { model, input, ...(encoding === undefined ? {} : { encoding_format: encoding }) };
    return (await (await post(`${stack.url}/v1/embeddings`, body)).json()) as EmbeddingsReply;
  };

  it.each(models)(
    'have the same values as floats and as base64, in the order of the input: %s',
    async (model) => {
      const floats = await raw(model, 'float');
      const packed = await raw(model, 'base64');
      expect(floats.data.map((item) => item.index)).toEqual([0, 1, 2]);
      expect(packed.data.map((item) => item.index)).toEqual([0, 1, 2]);
      const unpacked = packed.data.map((item) => decoded(String(item.embedding)));
      const rounded = floats.data.map((item) => (item.embedding as number[]).map(Math.fround));
      expect(unpacked).toEqual(rounded);
      expect(new Set(rounded.map((vector) => vector.join())).size).toBe(3);
    },
  );

  it.each(['nomic-embed-text', 'vllm/org/served-model'])(
    'reach the openai client, which asks for base64 by itself, at full width: %s',
    async (model) => {
      const answer = await stack.client.embeddings.create({ model, input });
      expect(answer.data.map((item) => item.embedding.length)).toEqual([768, 768, 768]);
      expect(answer.data[0]?.embedding).toEqual((await raw(model, 'float')).data[0]?.embedding);
    },
  );

  it('are floats when the client names no encoding', async () => {
    const reply = await raw('nomic-embed-text');
    expect(reply.data[0]?.embedding).toHaveLength(768);
    await raw('vllm/org/served-model');
    expect(stack.vllm.requests.at(-1)?.body).not.toHaveProperty('encoding_format');
  });

  it('count their tokens', async () => {
    const answer = await stack.client.embeddings.create({ model: 'nomic-embed-text', input: 'abcdefgh' });
    expect(answer.usage).toEqual({ prompt_tokens: 2, total_tokens: 2 });
  });

  it('are cut to the dimensions asked for', async () => {
    const answer = await stack.client.embeddings.create({
      model: 'nomic-embed-text',
      input: 'x',
      dimensions: 64,
    });
    expect(answer.data[0]?.embedding).toHaveLength(64);
  });

  it('of an empty string are still one vector', async () => {
    const answer = await stack.client.embeddings.create({ model: 'nomic-embed-text', input: '' });
    expect(answer.data).toHaveLength(1);
  });

  it('of a text that is too long are an error and not a shortened text', async () => {
    const long = stack.client.embeddings.create({ model: 'nomic-embed-text', input: 'x'.repeat(20_000) });
    await expect(long).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });

  it('refuse token ids over Ollama, which takes text alone', async () => {
    const tokens = stack.client.embeddings.create({ model: 'nomic-embed-text', input: [1, 2, 3] });
    await expect(tokens).rejects.toMatchObject({ status: 400 });
  });

  it('refuse an encoding that does not exist', async () => {
    const reply = await post(`${stack.url}/v1/embeddings`, {
      model: 'nomic-embed-text',
      input,
      encoding_format: 'hex',
    });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { param: 'encoding_format' } });
  });

  it('name the model when the upstream does not have it', async () => {
    const missing = stack.client.embeddings.create({ model: 'ollama/no-such-model', input });
    await expect(missing).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });
});
