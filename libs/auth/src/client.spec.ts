import fc from 'fast-check';
import { ANONYMOUS, mayTouch, mayUseModel, mayUseNode } from './client.js';

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

describe('mayTouch', () => {
  const scoped = { ...ANONYMOUS, nodes: ['local', 'gpu-*'], services: ['web', 'vllm-*'] };

  it.each([
    ['local', 'web', true],
    ['gpu-1', 'vllm-a', true],
    ['gpu-1', 'web', true],
    ['gpu', 'web', false],
    ['local', 'redis', false],
    ['other', 'web', false],
  ])('node %s, service %s: %s', (node, service, allowed) => {
    expect(mayTouch(scoped, { node, service })).toBe(allowed);
  });

  it.each([
    ['no node', { nodes: [], services: ['*'] }],
    ['no service', { nodes: ['*'], services: [] }],
  ])('is nothing with %s in scope, whatever the role', (_, scopes) => {
    const admin = { ...ANONYMOUS, roles: ['admin' as const], ...scopes };
    expect(mayTouch(admin, { node: 'local', service: 'web' })).toBe(false);
  });

  it('is nothing for a caller without a key', () => {
    expect(mayUseNode(ANONYMOUS, 'local')).toBe(false);
    expect(mayTouch(ANONYMOUS, { node: 'local', service: 'web' })).toBe(false);
  });
});
