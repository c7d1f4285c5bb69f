import fc from 'fast-check';
import { ANONYMOUS, mayUseModel } from './client.js';

const client = (...models: string[]) => ({ ...ANONYMOUS, models });

describe('mayUseModel', () => {
  it.each([
    ['*', 'ollama/x', true],
    ['ollama/*', 'ollama/x:7b', true],
    ['ollama/*', 'vllm/ollama/x', false],
    ['ollama/*:7b', 'ollama/x:7b', true],
    ['ollama/*:7b', 'ollama/x:70b', false],
    ['ab*ba', 'aba', false],
    ['a.c', 'abc', false],
    ['exact', 'exact', true],
    ['exact', 'exactly', false],
  ])('pattern %s on %s: %s', (pattern, model, allowed) => {
    expect(mayUseModel(client(pattern), model)).toBe(allowed);
  });

  it('allows nothing without a pattern', () => {
    expect(mayUseModel(client(), 'x')).toBe(false);
  });

  it('agrees with the regular expression that the pattern stands for', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const names = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(letters, names, (pattern, name) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);
        expect(mayUseModel(client(pattern), name)).toBe(expected);
      }),
    );
  });
});
