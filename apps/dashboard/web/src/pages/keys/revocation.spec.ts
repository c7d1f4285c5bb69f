import type { KeyEntry } from '../../api/keys.js';
import { knownWork } from './fixtures/known-uses.js';
import type { LastUse } from './key-use.js';
import { revocationOf } from './revocation.js';

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();
const entry: KeyEntry = {
  id: 'laptop',
  roles: ['viewer'],
  scopes: { models: ['*'], tools: [], nodes: ['*'], services: ['*'] },
  expires_at: null,
  used_at: null,
  source: 'ops',
};
const told = (use: LastUse, given: Partial<KeyEntry> = {}) =>
  revocationOf({ entry: { ...entry, ...given }, use }, () => 'then');

describe('the plan of revoking a key', () => {
  it('says what the key was for, what stops, and that there is no way back', () => {
    const { changes, stops, cannotBeUndone } = told({ kind: 'never' });
    expect(changes).toMatchObject([
      { before: 'viewer; every model; every service on every node', after: 'refused by every app' },
    ]);
    expect(stops).toHaveLength(1);
    expect(cannotBeUndone).toEqual(['The key never works again, and its name stays taken.']);
  });

  it.each<[string, LastUse, string]>([
    [
      'used today',
      { kind: 'used', at: ago(2), app: 'gateway', quiet: ago(48) },
      'Used in the last 24 h: last at then, by way of the gateway.',
    ],
    [
      'used long ago',
      { kind: 'used', at: ago(30), app: 'ops', quiet: ago(48) },
      'Nobody used it in the last 24 h.',
    ],
    ['never used', { kind: 'never' }, 'Nobody used it in the last 24 h.'],
    [
      'of which an app tells nothing',
      { kind: 'unknown', missing: ['router'] },
      'Whether it was used in the last 24 h is not known: router did not tell.',
    ],
    [
      'not seen since an app started',
      { kind: 'not-since', since: ago(2) },
      'Whether it was used in the last 24 h is not known: an app knows of nothing before then.',
    ],
  ])('tells of a key that was %s', (_, use, line) => {
    expect(told(use).affected).toEqual([line]);
  });

  it('tells what it was used for, how often, and what that took', () => {
    const uses = [knownWork({ kind: 'tool', name: 'github/ping', calls: 3 })];
    const row = {
      entry,
      use: { kind: 'used' as const, at: ago(2), app: 'router', quiet: ago(48) },
      work: { uses, calls: 3, gaps: [] },
      rate: { calls: 1, gaps: [], limits: [{ server: 'github', per_minute: 60 }] },
      spend: { input: 812, output: 96, untold: 0, gaps: [] },
    };
    expect(revocationOf(row, () => 'then').affected.slice(1)).toEqual([
      'In the last 24 h it called github/ping (3 calls).',
      'In the last hour it made 1 call.',
      'In the last 24 h its calls of models took 812 tokens in and 96 out.',
    ]);
  });

  it('is another once the key may do something else, or is used', () => {
    const { hash } = told({ kind: 'never' });
    expect(told({ kind: 'never' }).hash).toBe(hash);
    expect(told({ kind: 'never' }, { roles: ['admin'] }).hash).not.toBe(hash);
    expect(told({ kind: 'used', at: ago(0), app: 'ops', quiet: ago(1) }).hash).not.toBe(hash);
  });
});
