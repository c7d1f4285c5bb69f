import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Cut } from '../../fakes/split-bytes.ts';
import { text, toolCalls, type Framing, type OpenAiStep } from '../../fakes/openai-scenario.ts';
import { startStack, type Stack } from '../gateway-harness.ts';
import { post } from '../raw-call.ts';

const MODEL = 'org/served-model';
/** With usage asked for by the client, nothing in the stream is the gateway's own. */
const asked = {
  model: MODEL,
  messages: [{ role: 'user', content: 'x' }],
  stream: true,
  stream_options: { include_usage: true },
};

describe('a stream of vLLM', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  const same = async (steps: readonly OpenAiStep[], framing: Framing): Promise<Buffer> => {
    stack.vllm.script(MODEL, steps, framing);
    const reply = await post(`${stack.url}/v1/chat/completions`, asked);
    const received = Buffer.from(await reply.arrayBuffer());
    const sent = stack.vllm.requests.at(-1)!.sent();
    expect(received.toString('latin1')).toBe(sent.toString('latin1'));
    return received;
  };
  const words = text('Grüß ', 'dich, 世界 ', '👩‍🚀', ' und "so" \\ weiter');

  const framings: [string, Framing][] = [
    ['plain', {}],
    ['with CRLF', { newline: '\r\n' }],
    ['with lone CR', { newline: '\r' }],
    ['without a space after data:', { space: false }],
  ];
  const cuts: Cut[] = ['whole', 'every byte', 'inside characters', 7];

  it.each(
    framings.flatMap(([name, framing]) => cuts.map((cut) => [name, cut, { ...framing, cut }] as const)),
  )('reaches the client byte for byte: %s, cut %s', async (_name, _cut, framing) => {
    const received = await same(words, framing);
    expect(received.length).toBeGreaterThan(500);
  });

  it('reaches the client byte for byte with comments, tool calls and events of unknown kinds in it', async () => {
    const calls = toolCalls({ id: 'c1', name: 'wetter', fragments: ['{"ort":', '"Zürich"', '}'] });
    const odd: OpenAiStep[] = [
      { comment: 'keep-alive' },
      { raw: 'id: 7\nevent: message\nretry: 10\n' },
      ...calls.slice(0, 2),
      { comment: 'keep-alive' },
      ...calls.slice(2),
    ];
    for (const cut of cuts) await same(odd, { cut });
  });

  it('reaches the client byte for byte wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom<'\n' | '\r\n' | '\r'>('\n', '\r\n', '\r'),
        async (cut, pieces, newline) => {
          await same(text(...pieces), { cut, newline });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('differs by the usage chunk alone when the client did not ask for it', async () => {
    stack.vllm.script(MODEL, words, { cut: 5 });
    const { stream_options: _own, ...unasked } = asked;
    const reply = await post(`${stack.url}/v1/chat/completions`, unasked);
    const received = await reply.text();
    const events = stack.vllm.requests
      .at(-1)!
      .sent()
      .toString()
      .split(/(?<=\n\n)/);
    const kept = events.filter((event) => !event.includes('"choices":[]'));
    expect(kept).toHaveLength(events.length - 1);
    expect(received).toBe(kept.join(''));
  });

  it('reaches the client as it comes and not at its end', async () => {
    let proceed = (): void => {};
    const gate = new Promise<void>((resolve) => (proceed = resolve));
    stack.vllm.script(MODEL, [{ delta: { content: 'first' } }, { until: gate }, ...text('last')]);
    const reply = await post(`${stack.url}/v1/chat/completions`, asked);
    const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    while (!seen.includes('first')) seen += (await reader.read()).value ?? '';
    expect(seen).not.toContain('last');
    proceed();
    for (let part = await reader.read(); !part.done; part = await reader.read()) seen += part.value;
    expect(seen).toContain('last');
  });
});

describe('a stream of OpenAI', () => {
  it('keeps its usage nulls and its obfuscation', async () => {
    const stack = await startStack({ vllm: { dialect: 'openai' } });
    const reply = await post(`${stack.url}/v1/chat/completions`, asked);
    const received = Buffer.from(await reply.arrayBuffer());
    expect(received.equals(stack.vllm.requests.at(-1)!.sent())).toBe(true);
    expect(received.toString()).toContain('"obfuscation"');
    await stack.close();
  });

  it.each(['llamacpp', 'sglang', 'tgi', 'lmstudio'] as const)(
    'of a server like %s is not touched either',
    async (dialect) => {
      const stack = await startStack({ vllm: { dialect } });
      const reply = await post(`${stack.url}/v1/chat/completions`, asked);
      const received = Buffer.from(await reply.arrayBuffer());
      expect(received.equals(stack.vllm.requests.at(-1)!.sent())).toBe(true);
      await stack.close();
    },
  );
});
