import type { HeldCertificate } from '@app/docker';
import { longChangesView } from './long-changes-view.js';

const NOW = Date.parse('2026-11-22T05:00:00Z');
const held = (end: string): HeldCertificate => ({
  notBefore: NOW,
  notAfter: Date.parse(end),
  subject: 'CN=x',
  fingerprint: 'AA',
  changedAt: undefined,
});
const FIRST = held('2026-12-01T12:00:00Z');
const LATER = held('2027-12-01T12:00:00Z');

it('says from when on which long change is refused, by the certificate that ends first', () => {
  expect(longChangesView({ client: LATER, ca: LATER, server: FIRST }, NOW)).toEqual({
    certificate: 'server',
    refused_from: {
      pull: '2026-12-01T11:00:00.000Z',
      up: '2026-12-01T11:00:00.000Z',
      deploy: '2026-12-01T08:50:00.000Z',
      rollback: '2026-12-01T08:50:00.000Z',
    },
    server_unknown: false,
  });
});

it('says that the server may end earlier while nobody has seen its certificate', () => {
  const view = longChangesView({ client: FIRST, ca: LATER, server: undefined }, NOW);
  expect(view).toMatchObject({ certificate: 'client', server_unknown: true });
});
