import type { KeyUses } from '../../api/keys.js';
import { knownUses, knownWork } from './fixtures/known-uses.js';
import { lastUseOf, usedToday } from './key-use.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const ago = (hours: number) => new Date(NOW - hours * HOUR).toISOString();
type Uses = KeyUses['uses'];
const known = (hours: [number | null, number | null, number | null], uses: Uses = []): KeyUses => {
  const apps = (['gateway', 'ops', 'router'] as const).map((name, at) => {
    const start = hours[at] ?? null;
    return { name, since: start === null ? null : ago(start) };
  });
  return knownUses({ apps, uses });
};
const key = { id: 'laptop', used_at: null };

describe('the last use of a key', () => {
  it('is the newest that any app tells, ops by its own list as well', () => {
    const uses = known([48, 48, 48], [{ client: 'laptop', app: 'gateway', at: ago(3) }]);
    expect(lastUseOf(key, uses)).toMatchObject({ kind: 'used', at: ago(3), app: 'gateway' });
    expect(lastUseOf({ ...key, used_at: ago(1) }, uses)).toMatchObject({ at: ago(1), app: 'ops' });
  });

  it('is that of a tool in the audit, where the router has forgotten it', () => {
    const work = [knownWork({ client: 'laptop', kind: 'tool', name: 'github/ping', last: ago(5) })];
    expect(lastUseOf(key, { ...known([48, 48, 1]), work })).toMatchObject({ at: ago(5), app: 'router' });
  });

  it('is none since the youngest app started', () => {
    expect(lastUseOf(key, known([48, 2, 30]))).toEqual({ kind: 'not-since', since: ago(2) });
  });

  it('is never, for a key that is younger than every app', () => {
    expect(lastUseOf({ ...key, created_at: ago(1) }, known([48, 2, 30]))).toEqual({ kind: 'never' });
  });

  it('is not known while an app cannot be read, and not said to be none', () => {
    expect(lastUseOf(key, known([48, 48, null]))).toEqual({ kind: 'unknown', missing: ['router'] });
    expect(lastUseOf(key, undefined)).toEqual({ kind: 'unknown', missing: [] });
  });
});

describe('whether it was used during the last day', () => {
  const used = (hours: number, uses: KeyUses) =>
    usedToday(lastUseOf({ ...key, used_at: ago(hours) }, uses), NOW);

  it('is plain when it was', () => {
    expect(used(23, known([null, null, null]))).toBe('yes');
  });

  it('is denied only when every app has run for a day', () => {
    expect(used(25, known([30, 30, 30]))).toBe('no');
    expect(used(25, known([30, 30, 2]))).toBe('unknown');
    expect(used(25, known([30, 30, null]))).toBe('unknown');
    expect(usedToday({ kind: 'not-since', since: ago(2) }, NOW)).toBe('unknown');
    expect(usedToday({ kind: 'not-since', since: ago(24) }, NOW)).toBe('no');
  });

  it('is denied for a key that was never used', () => {
    expect(usedToday({ kind: 'never' }, NOW)).toBe('no');
  });
});
