import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import { messagesOf } from '../../fakes/fake-ollama.ts';
import {
  callsOnDone,
  callsOnOwnRecords,
  callThenAnswer,
  type ToolCallMade,
} from '../../fakes/ollama-scenario.ts';
import * as openAi from '../../fakes/openai-scenario.ts';
import { startStack, type Stack } from '../gateway-harness.ts';
import { argumentsOf, chunksOf, finishReasonsOf, streamChat, type ToolCallDelta } from '../raw-call.ts';

const tools: OpenAI.Chat.Completions.ChatCompletionTool[] = [
  {
    type: 'function',
    function: {
      name: 'weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];
const ask: OpenAI.Chat.Completions.ChatCompletionMessageParam[] = [
  { role: 'user', content: 'What is the weather in Zürich?' },
];
const zurich: ToolCallMade = { name: 'weather', arguments: { city: 'Zürich' } };
const VLLM = 'org/served-model';

describe('tool calls', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
    stack.ollama.script('llama3.2', callThenAnswer(zurich, callsOnDone));
    stack.ollama.script('qwen3:8b', callThenAnswer(zurich, callsOnOwnRecords));
    const fragments = ['{"ci', 'ty": "Zür', '', 'ich"}'];
    stack.vllm.script(VLLM, openAi.callThenAnswer({ id: 'call_v1', name: 'weather', fragments }));
  });
  afterAll(() => stack.close());

  const models = [
    ['Ollama, calls on the done record', 'llama3.2'],
    ['Ollama, calls on records of their own', 'qwen3:8b'],
    ['vLLM', VLLM],
  ] as const;

  it.each(models)('make the round trip without a stream: %s', async (_name, model) => {
    const { completions } = stack.client.chat;
    const first = (await completions.create({ model, messages: ask, tools })).choices[0];
    const call = first?.message.tool_calls?.[0];
    if (first === undefined || call?.type !== 'function') throw new Error('no tool call came');
    expect(first.finish_reason).toBe('tool_calls');
    expect(call.id).toMatch(/.{5,}/);
    expect(JSON.parse(call.function.arguments)).toEqual({ city: 'Zürich' });
    const result = { role: 'tool' as const, tool_call_id: call.id, content: '21 degrees' };
    const second = await completions.create({ model, messages: [...ask, first.message, result], tools });
    expect(second.choices[0]?.message.content).toBe('It says: 21 degrees');
    expect(second.choices[0]?.finish_reason).toBe('stop');
  });

  it.each(models)('make the round trip through the streaming runner: %s', async (_name, model) => {
    const { completions } = stack.client.chat;
    const final = await completions.stream({ model, messages: ask, tools }).finalChatCompletion();
    const message = final.choices[0]!.message;
    const call = message.tool_calls?.[0];
    expect(final.choices[0]?.finish_reason).toBe('tool_calls');
    expect(argumentsOf(call)).toEqual({ city: 'Zürich' });
    const result = { role: 'tool' as const, tool_call_id: call!.id, content: '21 degrees' };
    const runner = completions.stream({ model, messages: [...ask, message, result], tools });
    expect(await runner.finalContent()).toBe('It says: 21 degrees');
  });

  it('hand the arguments back to Ollama as an object, and the result with id and name', async () => {
    const id = 'call_abc12345';
    await stack.client.chat.completions.create({
      model: 'llama3.2',
      tools,
      messages: [
        ...ask,
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id, type: 'function', function: { name: 'weather', arguments: '{"city":"Zürich"}' } },
          ],
        },
        { role: 'tool', tool_call_id: id, content: [{ type: 'text', text: '21 degrees' }] },
      ],
    });
    const [, call, result] = messagesOf(stack.ollama.requests.at(-1)!);
    expect(call?.['tool_calls']).toMatchObject([
      { id, function: { name: 'weather', arguments: { city: 'Zürich' } } },
    ]);
    expect(result).toMatchObject({
      role: 'tool',
      content: '21 degrees',
      tool_call_id: id,
      tool_name: 'weather',
    });
  });

  it('are refused with 400 when a past call has arguments that are no JSON object', async () => {
    const bad = { name: 'weather', arguments: '{"city":' };
    const chat = stack.client.chat.completions.create({
      model: 'llama3.2',
      messages: [
        ...ask,
        { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: bad }] },
        { role: 'tool', tool_call_id: 'c', content: '1' },
      ],
    });
    await expect(chat).rejects.toMatchObject({
      status: 400,
      param: 'messages[1].tool_calls[0].function.arguments',
    });
  });

  it('keep two calls apart, numbered from 0, when Ollama numbers both 0', async () => {
    const twice = [
      { ...zurich, index: 0, id: 'call_aaaaaaaa' },
      { name: 'weather', arguments: {}, index: 0, id: 'call_bbbbbbbb' },
    ];
    stack.ollama.script('gpt-oss:20b', callsOnOwnRecords(...twice));
    const chunks = chunksOf(
      await streamChat(stack.url, { model: 'gpt-oss:20b', messages: [{ role: 'user', content: 'x' }] }),
    );
    const deltas = chunks.flatMap((chunk) => chunk.choices?.[0]?.delta.tool_calls ?? []);
    const first = (index: number): ToolCallDelta | undefined => deltas.find((delta) => delta.index === index);
    expect([...new Set(deltas.map((delta) => delta.index))]).toEqual([0, 1]);
    expect(first(0)).toMatchObject({ id: 'call_aaaaaaaa', type: 'function', function: { name: 'weather' } });
    expect(first(1)).toMatchObject({ id: 'call_bbbbbbbb', type: 'function', function: { name: 'weather' } });
    const args = deltas.filter((delta) => delta.index === 1).map((delta) => delta.function?.arguments ?? '');
    expect(args.join('')).toBe('{}');
    expect(finishReasonsOf(chunks)).toEqual(['tool_calls']);
  });

  it('get an id when Ollama sends none', async () => {
    stack.ollama.script('gemma3:4b', [
      { done: { reason: 'stop', toolCalls: [{ name: 'weather', arguments: { city: 'Bern' } }] } },
    ]);
    const answer = await stack.client.chat.completions.create({ model: 'gemma3:4b', messages: ask });
    expect(answer.choices[0]?.message.tool_calls?.[0]?.id).toMatch(/^call_.{6,}/);
    expect(answer.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it('do not hide that the length limit cut the answer', async () => {
    stack.ollama.script('gemma3:4b', [{ done: { reason: 'length', toolCalls: [zurich] } }]);
    const answer = await stack.client.chat.completions.create({ model: 'gemma3:4b', messages: ask });
    expect(answer.choices[0]?.finish_reason).toBe('length');
  });

  it('are forced by tool_choice on Ollama, which knows no such field', async () => {
    stack.ollama.script('hf.co/bartowski/Tiny-GGUF:Q4_K_M', [
      { say: { content: '{"name":"weather","arguments":{"city":' } },
      { say: { content: '"Bern"}}' } },
      { done: { reason: 'stop', promptTokens: 3, tokens: 9 } },
    ]);
    const answer = await stack.client.chat.completions.create({
      model: 'hf.co/bartowski/Tiny-GGUF:Q4_K_M',
      messages: ask,
      tools,
      tool_choice: { type: 'function', function: { name: 'weather' } },
    });
    const call = answer.choices[0]?.message.tool_calls?.[0];
    expect(call).toMatchObject({ type: 'function', function: { name: 'weather' } });
    expect(answer.choices[0]?.message.content ?? '').toBe('');
  });

  it('are refused with 400 naming tools when the model has none', async () => {
    const plain = await startStack({
      ollama: {
        models: [{ name: 'plain:latest', runs: 'native', capabilities: ['completion'], contextLength: 4096 }],
      },
    });
    const refused = plain.client.chat.completions.create({ model: 'plain', messages: ask, tools });
    await expect(refused).rejects.toMatchObject({ status: 400, param: 'tools' });
    await plain.close();
  });
});
