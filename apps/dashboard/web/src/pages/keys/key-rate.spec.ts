import type { KeyUses } from '../../api/keys.js';
import { knownUses, knownWork } from './fixtures/known-uses.js';
import { limitsLine, limitWords, rateLine, rateOf, rateWords } from './key-rate.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const use = (client: string, kind: 'model' | 'tool', calls_last_hour: number) =>
  knownWork({ client, kind, calls: 40, calls_last_hour });
const WORK = [use('ann', 'model', 11), use('ann', 'tool', 1), use('ci', 'tool', 7)];
const LIMITS = [
  { server: 'github', per_minute: 120 },
  { server: 'files', per_minute: 30 },
];
const rate = (given: Partial<KeyUses> = {}, id = 'ann', tools: string[] = ['*']) => {
  const scopes = { models: [], tools, nodes: [], services: [] };
  const uses = knownUses({ work: WORK, limits: LIMITS, ...given });
  const told = rateOf({ id, scopes }, uses, NOW);
  if (told === undefined) throw new Error('nobody was asked');
  return told;
};
const gap = (whole_since: string | null) => ({
  gaps: [{ kind: 'model' as const, reason: 'forgotten', whole_since }],
});

describe('the rate of a key', () => {
  it('is its own calls of the last hour, of models and tools', () => {
    expect(rateWords(rate())).toBe('12 calls');
    expect(rateLine(rate())).toBe('In the last hour it made 12 calls.');
    expect(rateWords(rate({}, 'nobody'))).toBe('0 calls');
  });

  it('is a least one where calls of that hour may be missing, and never nothing', () => {
    expect(rateWords(rate(gap(ago(20))))).toBe('At least 12 calls');
    expect(rateLine(rate(gap(null)))).toBe('In the last hour it made at least 12 calls.');
    expect(rateWords(rate(gap(null), 'nobody'))).toBe('Unknown');
    expect(rateLine(rate(gap(null), 'nobody'))).toBe('How many calls it made in the last hour is not known.');
  });

  it('is whole where only older calls may be missing', () => {
    expect(rateWords(rate(gap(ago(61))))).toBe('12 calls');
  });

  it('stands beside the limits of the servers that its scopes reach into, the tightest first', () => {
    expect(limitWords(rate())).toBe('30/min at files and 1 more');
    expect(limitsLine(rate())).toBe('Limits: 30/min at files, 120/min at github.');
    expect(limitWords(rate({}, 'ann', ['github/get_*']))).toBe('120/min at github');
    expect(limitWords(rate({}, 'ann', []))).toBeUndefined();
    expect(limitsLine(rate({}, 'ann', ['vector/*']))).toBeUndefined();
    expect(limitWords(rate({ limits: null }))).toBe('Limits unknown');
  });
});
