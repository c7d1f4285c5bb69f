import fc from 'fast-check';
import type { JsonObject } from '@app/kernel';
import { AnswerAssembly } from './answer-assembly.js';

const delta = (part: JsonObject, finish: string | null = null): JsonObject => ({
  choices: [{ index: 0, delta: part, finish_reason: finish }],
});
const call = (index: number, part: JsonObject, id?: string) =>
  delta({ tool_calls: [{ index, ...(id !== undefined && { id }), function: part }] });

function answerOf(...chunks: JsonObject[]) {
  const assembly = new AnswerAssembly('gateway');
  for (const chunk of chunks) assembly.add(chunk);
  let count = 0;
  return assembly.answer(() => `new-${++count}`);
}

describe('an answer', () => {
  it('is the same however its calls are cut into fragments, and whichever of them grows first', () => {
    const texts = fc.tuple(fc.string(), fc.string());
    const cuts = fc.array(fc.record({ which: fc.boolean(), length: fc.integer({ min: 0, max: 4 }) }));
    fc.assert(
      fc.property(texts, cuts, ([first, second], plan) => {
        const rest = [first, second];
        const chunks = [call(0, { name: 'a' }, 'x'), call(1, { name: 'b' }, 'y')];
        for (const { which, length } of [
          ...plan,
          { which: false, length: 99 },
          { which: true, length: 99 },
        ]) {
          const index = which ? 1 : 0;
          const text = rest[index] ?? '';
          chunks.push(call(index, { arguments: text.slice(0, length) }));
          rest[index] = text.slice(length);
        }
        expect(answerOf(...chunks).wishes).toEqual([
          { id: 'x', name: 'a', arguments: first },
          { id: 'y', name: 'b', arguments: second },
        ]);
      }),
    );
  });

  it('has its words, its finish reason and its tokens from wherever they came', () => {
    const usage = { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } };
    expect(answerOf(delta({ content: 'Zü' }), delta({ content: 'rich' }, 'stop'), usage)).toEqual({
      text: 'Zürich',
      wishes: [],
      finishReason: 'stop',
      tokens: { prompt: 3, completion: 2 },
    });
  });

  it('may come whole, with its arguments as an object', () => {
    const message = {
      content: null,
      tool_calls: [{ id: 'a', function: { name: 'echo', arguments: { deep: [1] } } }],
    };
    const whole: JsonObject = { choices: [{ message, finish_reason: 'tool_calls' }] };
    expect(answerOf(whole).wishes).toEqual([{ id: 'a', name: 'echo', arguments: '{"deep":[1]}' }]);
  });

  it('gives calls without an id, and those of one id, an id of their own', () => {
    const chunks = [call(0, { name: 'a' }), call(1, { name: 'b' }, 'same'), call(2, { name: 'c' }, 'same')];
    expect(answerOf(...chunks).wishes.map(({ id }) => id)).toEqual(['new-1', 'same', 'new-2']);
  });

  it('counts thoughts as growth and keeps them out of the words', () => {
    const assembly = new AnswerAssembly('gateway');
    expect(assembly.add(delta({ reasoning_content: 'hmm' }))).toEqual({ text: '', characters: 3 });
    expect(assembly.answer(() => '').text).toBe('');
  });

  it('fails with the words of an error among its chunks', () => {
    const error = { error: { message: 'out of memory', code: 'x' } };
    expect(() => answerOf(delta({ content: 'half' }), error)).toThrow('out of memory');
  });

  it('is refused when it has no end', () => {
    const assembly = new AnswerAssembly('gateway');
    const piece = delta({ content: 'x'.repeat(1024 * 1024) });
    for (let n = 0; n < 4; n += 1) assembly.add(piece);
    expect(() => assembly.add(piece)).toThrow('an answer of over');
    const calls = Array.from({ length: 129 }, (_, index) => call(index, { name: 'a' }));
    expect(() => answerOf(...calls)).toThrow('over 128 tool calls');
  });
});
