import fc from 'fast-check';
import { matches, patternsIn, reachesInto, reachOf } from './name-pattern.js';

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

it('a pattern reaches into what begins so when some name of it fits', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '*', '/'), maxLength: 5 });
  fc.assert(
    fc.property(text, text, text, (pattern, beginning, rest) => {
      if (matches(pattern, beginning + rest)) expect(reachesInto(pattern, beginning)).toBe(true);
    }),
  );
  const into = (pattern: string) => reachesInto(pattern, 'github/');
  expect(['*', 'git*', 'github/get_*', 'github/ping', 'gitlab/*', 'github', 'ping*'].filter(into)).toEqual([
    '*',
    'git*',
    'github/get_*',
    'github/ping',
  ]);
});

it('patterns may be typed beside each other or one a line, and twice is once', () => {
  expect(patternsIn(' ollama/*, vllm/*\nollama/*  ')).toEqual(['ollama/*', 'vllm/*']);
});

it('the reach says what is found now, and which patterns find nothing', () => {
  const reach = reachOf(['ollama/*', 'vlm/*'], ['ollama/qwen3:8b', 'vllm/phi']);
  expect(reach).toEqual({ found: ['ollama/qwen3:8b'], idle: ['vlm/*'] });
});
