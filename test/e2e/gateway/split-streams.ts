import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Cut } from '../../fakes/split-bytes.ts';
import { callsOnOwnRecords, text, type OllamaStep } from '../../fakes/ollama-scenario.ts';
import { startStack, type Stack } from '../gateway-harness.ts';
import { argumentsOf } from '../raw-call.ts';

const MODEL = 'llama3.2';
const messages = [{ role: 'user' as const, content: 'x' }];

describe('a stream of Ollama', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  const answerTo = (steps: readonly OllamaStep[], cut: Cut) => {
    stack.ollama.script(MODEL, steps, cut);
    return stack.client.chat.completions.stream({ model: MODEL, messages }).finalChatCompletion();
  };

  it.each(['whole', 'every byte', 'inside characters', 3, 64] satisfies Cut[])(
    'gives the same text however its bytes are cut: %s',
    async (cut) => {
      const answer = await answerTo(text('Grüß ', 'dich, 世界 ', '👩‍🚀', '\u2028 "so"'), cut);
      expect(answer.choices[0]?.message.content).toBe('Grüß dich, 世界 👩‍🚀\u2028 "so"');
    },
  );

  it.each(['whole', 'every byte', 'inside characters'] satisfies Cut[])(
    'gives the same tool call however its bytes are cut: %s',
    async (cut) => {
      const answer = await answerTo(
        callsOnOwnRecords({ name: 'ort', arguments: { stadt: 'Zürich 🏔' } }),
        cut,
      );
      const call = answer.choices[0]?.message.tool_calls?.[0];
      expect(argumentsOf(call)).toEqual({ stadt: 'Zürich 🏔' });
    },
  );

  it('gives the same text wherever it is cut, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), {
          minLength: 1,
          maxLength: 6,
        }),
        async (cut, pieces) => {
          const answer = await answerTo(text(...pieces), cut);
          expect(answer.choices[0]?.message.content).toBe(pieces.join(''));
        },
      ),
      { numRuns: 40 },
    );
  });
});
