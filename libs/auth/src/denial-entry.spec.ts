import { auditEntry } from '@app/audit';
import { denialEntry } from './denial-entry.js';
import type { Denial } from './denials.js';

const denial: Denial = {
  code: 'forbidden',
  client: 'ann',
  address: '127.0.0.1',
  forwarded: false,
  method: 'POST',
  route: '/services/:id/stop',
  requestId: 'req-1',
  unreported: 0,
};

it('a refused call stands in the audit as whose it was, what was wanted, and why not', () => {
  const entry = denialEntry(denial);
  expect(auditEntry.parse(entry)).toMatchObject({
    action: 'denied',
    resource: 'POST /services/:id/stop',
    actor: 'ann',
    result: 'denied',
    correlation_id: 'req-1',
  });
  expect(entry.metadata).toEqual({ code: 'forbidden', address: '127.0.0.1', forwarded: false });
});

it('a stranger is unknown, a route that there is not leaves the method, and what was left out is counted', () => {
  expect(denialEntry({ ...denial, client: undefined, route: '', unreported: 7 })).toMatchObject({
    actor: 'unknown',
    resource: 'POST',
    metadata: { unreported: 7 },
  });
});
