import type { KeyUses } from '../../api/keys.js';
import { knownUses, knownWork } from './fixtures/known-uses.js';
import { spendLines, spendOf, spendWords } from './key-spend.js';

const use = (client: string, [input_tokens, output_tokens]: readonly [number, number], untold = 0) =>
  knownWork({ client, input_tokens, output_tokens, calls_without_tokens: untold });
const told = (work: KeyUses['work'], gaps: KeyUses['gaps'] = []) => {
  const spend = spendOf('ann', knownUses({ work, gaps }));
  return spend && [spendWords(spend), ...spendLines(spend)];
};

describe('what a key spent', () => {
  it('is the tokens of its own calls of models in 24 hours', () => {
    expect(told([use('ann', [8_000, 900]), use('ann', [120, 40]), use('ci', [5, 5])])).toEqual([
      '8.1K in, 940 out',
      'In the last 24 h its calls of models took 8,120 tokens in and 940 out.',
    ]);
    expect(told([])).toEqual(['0']);
  });

  it('is at least that, where calls told no tokens or may be missing', () => {
    expect(told([use('ann', [10, 2], 3)])).toEqual([
      'At least 10 in, 2 out',
      'In the last 24 h its calls of models took at least 10 tokens in and 2 out.',
      'Of 3 calls the tokens are not known, or not yet.',
    ]);
    const gaps = (kind: 'model' | 'tool') => [{ kind, reason: 'away', whole_since: null }];
    expect(told([use('ann', [10, 2])], gaps('model'))?.[0]).toBe('At least 10 in, 2 out');
    expect(told([use('ann', [10, 2])], gaps('tool'))?.[0]).toBe('10 in, 2 out');
  });

  it('is unknown, and not nothing, where nobody told', () => {
    const gaps: KeyUses['gaps'] = [{ kind: 'model', reason: 'away', whole_since: null }];
    expect(told([], gaps)).toEqual([
      'Unknown',
      'How many tokens its calls of models took in the last 24 h is not known.',
    ]);
    expect(spendOf('ann', undefined)).toBeUndefined();
  });
});
