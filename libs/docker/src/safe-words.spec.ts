import { safeWords } from './safe-words.js';

describe('words of an engine that a client may see', () => {
  it.each([
    ['open /srv/secret/key: denied', 'open <path>: denied'],
    ['mount "/home/ann/x" failed', 'mount "<path>" failed'],
    ['Get "https://ann:pw@images.example/v2/?token=abc": EOF', 'Get "https://images.example/v2/": EOF'],
    ['two\nlines\u001b[31m', 'two lines [31m'],
    ['manifest for a/b:1 not found', 'manifest for a/b:1 not found'],
  ])('turn %j into %j', (said, shown) => {
    expect(safeWords(said)).toBe(shown);
  });

  it('are not longer than a line', () => {
    expect(safeWords('x'.repeat(10_000)).length).toBeLessThan(302);
  });
});
