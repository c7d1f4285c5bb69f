import type { HeldCertificate } from '@app/docker';
import { certificatesView } from './certificate-view.js';

const DAY_MS = 86_400_000;
const ISSUED = Date.parse('2026-09-01T00:00:00Z');

const held = (given: Partial<HeldCertificate> = {}): HeldCertificate => ({
  notBefore: ISSUED,
  notAfter: ISSUED + 90 * DAY_MS,
  subject: 'CN=worker',
  fingerprint: 'AA:BB',
  changedAt: undefined,
  ...given,
});

function viewAt(day: number, client = held()) {
  const now = ISSUED + day * DAY_MS;
  return certificatesView({ client, ca: held(), server: undefined }, now)['client'];
}

describe('the view of a certificate', () => {
  it('has what anybody may know of it, and nothing else', () => {
    expect(viewAt(10)).toEqual({
      subject: 'CN=worker',
      fingerprint_sha256: 'AA:BB',
      not_after: '2026-11-30T00:00:00.000Z',
      days_left: 80,
      warning: false,
      last_rotation: { at: '2026-09-01T00:00:00.000Z', known_by: 'not_before' },
    });
  });

  it('has the moment of a change that was seen, which can be long after it was issued', () => {
    expect(viewAt(10, held({ changedAt: ISSUED + 3 * DAY_MS }))?.last_rotation).toEqual({
      at: '2026-09-04T00:00:00.000Z',
      known_by: 'change',
    });
  });

  it('warns when less than a third of its term is left, not before', () => {
    expect([59.9, 60, 60.1, 91].map((day) => viewAt(day)?.warning)).toEqual([false, false, true, true]);
  });

  it('is not there for a server that has not been seen', () => {
    expect(Object.keys(certificatesView({ client: held(), ca: held(), server: undefined }, ISSUED))).toEqual([
      'client',
      'ca',
    ]);
  });
});
