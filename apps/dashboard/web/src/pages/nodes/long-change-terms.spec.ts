import type { LongChanges } from '../../api/ops-views.js';
import { longChangeTerms } from './long-change-terms.js';

const [EARLY, LATE] = ['2026-12-01T08:50:00.000Z', '2026-12-01T11:00:00.000Z'];
const LONG: LongChanges = {
  certificate: 'client',
  refused_from: { pull: LATE, up: LATE, deploy: EARLY, rollback: EARLY },
  server_unknown: false,
};

it('changes that are refused from the same moment are told together, the earliest first', () => {
  expect(longChangeTerms(LONG, Date.parse('2026-12-01T10:00:00Z'))).toEqual([
    { names: 'Deploy, roll back', from: EARLY, isRefused: true },
    { names: 'Pull, bring up', from: LATE, isRefused: false },
  ]);
});
