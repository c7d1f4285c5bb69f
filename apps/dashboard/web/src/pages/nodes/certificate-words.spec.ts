import type { Certificate } from '../../api/ops-views.js';
import { rotationTold, termOf } from './certificate-words.js';

const certificate = (given: Partial<Certificate> = {}): Certificate => ({
  subject: 'CN=worker',
  fingerprint_sha256: 'AA:BB',
  not_after: '2027-01-01T00:00:00.000Z',
  days_left: 61.2,
  warning: false,
  last_rotation: { at: '2026-10-01T00:00:00.000Z', known_by: 'not_before' },
  ...given,
});

describe('a certificate', () => {
  it.each([
    ['is well while more than a third of its term is left', {}, 'ok', '61 days left'],
    [
      'warns in words, not by its colour alone, once less is',
      { days_left: 29.9, warning: true },
      'attention',
      '29 days left, less than a third of its term',
    ],
    ['has expired at its end', { days_left: 0, warning: true }, 'failed', 'expired'],
    ['counts down to its last hour', { days_left: 0.1, warning: true }, 'attention', /^0 days left/],
  ])('%s', (_, given, kind, word) => {
    expect(termOf(certificate(given))).toEqual({
      kind,
      word: typeof word === 'string' ? word : expect.stringMatching(word),
    });
  });

  it('that was not seen to change does not claim that it was', () => {
    expect(rotationTold(certificate())).toBe(
      'it holds from then on; no change was seen since the worker started',
    );
    const last_rotation = { at: '2026-10-01T00:00:00.000Z', known_by: 'change' } as const;
    expect(rotationTold(certificate({ last_rotation }))).toBe('the worker saw it change');
  });
});
