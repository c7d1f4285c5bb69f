import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { messagesOf } from '../../fakes/fake-ollama.ts';
import { startStack, type Stack } from '../gateway-harness.ts';

const Colour = z.object({ name: z.string(), shades: z.array(z.number()) });
const messages = [{ role: 'user' as const, content: 'a colour, please' }];

describe('structured output', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  it.each(['llama3.2', 'qwen3:8b', 'org/served-model'])(
    'parses into the schema that was asked for: %s',
    async (model) => {
      const answer = await stack.client.chat.completions.parse({
        model,
        messages,
        response_format: zodResponseFormat(Colour, 'colour'),
      });
      expect(answer.choices[0]?.message.parsed).toEqual({ name: 'blue', shades: [7] });
    },
  );

  it('streams into the schema through the helper', async () => {
    const runner = stack.client.chat.completions.stream({
      model: 'llama3.2',
      messages,
      response_format: zodResponseFormat(Colour, 'colour'),
    });
    const final = await runner.finalChatCompletion();
    expect(final.choices[0]?.message.parsed).toEqual({ name: 'blue', shades: [7] });
  });

  it('gives Ollama the bare schema', async () => {
    const chat = stack.ollama.requests.findLast((request) => messagesOf(request).length > 0);
    expect(chat?.body).toMatchObject({ format: { type: 'object', required: ['name', 'shades'] } });
  });

  it('asks Ollama for any JSON in JSON mode', async () => {
    const answer = await stack.client.chat.completions.create({
      model: 'llama3.2',
      messages,
      response_format: { type: 'json_object' },
    });
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({ colour: 'blue' });
    expect(stack.ollama.requests.at(-1)?.body).toMatchObject({ format: 'json' });
  });

  it('refuses a response format that does not exist with 400 naming the field', async () => {
    const chat = { model: 'llama3.2', messages, response_format: { type: 'yaml' } };
    const refused = stack.client.chat.completions.create(chat as never);
    await expect(refused).rejects.toMatchObject({ status: 400, param: 'response_format.type' });
  });
});
