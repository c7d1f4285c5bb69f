import type { AuditEvent } from '../../api/audit.js';
import { chainKnowledge, longestOf } from './chain-knowledge.js';

let second = 60;
const verified = (
  from: number,
  to: number,
  result: AuditEvent['result'] = 'ok',
  verified_to?: number,
): AuditEvent => ({
  ts: `2026-11-21T12:00:${String((second -= 1)).padStart(2, '0')}.000Z`,
  seq: 1,
  event_id: 'e',
  action: 'audit_verify',
  resource: 'audit',
  actor: 'ann',
  result,
  metadata: { from, to, ...(verified_to !== undefined && { verified_to }) },
  prev_hash: '0',
  hash: '1',
});
const ranges = (...newestFirst: AuditEvent[]) => {
  const { whole, broken } = chainKnowledge(newestFirst);
  return { whole: whole.map(({ from, to }) => [from, to]), broken: broken && [broken.from, broken.to] };
};

it('a short range that is verified does not make less of a long one before', () => {
  const told = chainKnowledge([verified(9_941, 9_946), verified(1, 48_211)]);
  expect(longestOf(told.whole)).toMatchObject({ from: 1, to: 48_211, by: 'ann' });
});

it('the parts in which a long range is verified are one', () => {
  expect(ranges(verified(100_001, 150_000), verified(1, 100_000)).whole).toEqual([[1, 150_000]]);
});

it('what was broken stays so until all of it was found whole', () => {
  expect(ranges(verified(4_000, 4_400), verified(4_000, 5_000, 'error'), verified(1, 9_000))).toEqual({
    whole: [
      [1, 4_400],
      [5_001, 9_000],
    ],
    broken: [4_000, 5_000],
  });
  expect(ranges(verified(1, 9_000), verified(4_000, 5_000, 'error')).broken).toBeUndefined();
});

it('a long range that is broken is known whole up to there', () => {
  expect(ranges(verified(1, 900_000, 'error', 4_710))).toEqual({
    whole: [[1, 4_710]],
    broken: [4_711, 900_000],
  });
  expect(ranges(verified(1, 900, 'error', 0))).toEqual({ whole: [], broken: [1, 900] });
});

it('a verification that was stopped counts as far as it came, and finds nothing broken', () => {
  expect(ranges(verified(1, 900, 'unknown', 400))).toEqual({ whole: [[1, 400]], broken: undefined });
  expect(ranges(verified(10, 900, 'unknown', 9))).toEqual({ whole: [], broken: undefined });
  expect(ranges(verified(1, 900, 'unknown', 400), verified(1, 500, 'error', 99)).broken).toEqual([100, 500]);
});

it('what was found whole before it was found broken counts no more', () => {
  expect(ranges(verified(1, 100, 'error'), verified(1, 50)).whole).toEqual([]);
});

it('nothing is known where nothing was verified', () => {
  expect(chainKnowledge([])).toEqual({ whole: [] });
  expect(longestOf([])).toBeUndefined();
});
