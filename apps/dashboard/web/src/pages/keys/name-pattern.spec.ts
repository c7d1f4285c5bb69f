import fc from 'fast-check';
import { matches, patternsIn, reachOf } from './name-pattern.js';

const oracle = (pattern: string) =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.^$+?()[\]{}|\\/-]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );

it('a pattern is true of the names that it is true of where keys are judged', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '/', '.'), maxLength: 8 });
  fc.assert(
    fc.property(text, text, (pattern, name) => {
      expect(matches(pattern, name)).toBe(oracle(pattern).test(name));
    }),
  );
});

it('patterns may be typed beside each other or one a line, and twice is once', () => {
  expect(patternsIn(' ollama/*, vllm/*\nollama/*  ')).toEqual(['ollama/*', 'vllm/*']);
});

it('the reach says what is found now, and which patterns find nothing', () => {
  const reach = reachOf(['ollama/*', 'vlm/*'], ['ollama/qwen3:8b', 'vllm/phi']);
  expect(reach).toEqual({ found: ['ollama/qwen3:8b'], idle: ['vlm/*'] });
});
