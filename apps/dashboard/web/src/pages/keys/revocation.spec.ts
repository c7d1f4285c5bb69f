import type { KeyEntry } from '../../api/keys.js';
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

  it('tells what it was used for', () => {
    const use = { client: 'laptop', kind: 'tool' as const, name: 'github/ping', calls: 3, last: ago(2) };
    const work = { uses: [use], calls: 3, gaps: [] };
    const row = { entry, use: { kind: 'used' as const, at: ago(2), app: 'router', quiet: ago(48) }, work };
    expect(revocationOf(row, () => 'then').affected[1]).toBe(
      'In the last 24 h it called github/ping (3 calls).',
    );
  });

  it('is another once the key may do something else, or is used', () => {
    const { hash } = told({ kind: 'never' });
    expect(told({ kind: 'never' }).hash).toBe(hash);
    expect(told({ kind: 'never' }, { roles: ['admin'] }).hash).not.toBe(hash);
    expect(told({ kind: 'used', at: ago(0), app: 'ops', quiet: ago(1) }).hash).not.toBe(hash);
  });
});
