import type { AuditEvent } from '@app/audit';
import { outcomeEntry, verdictEntry } from './ending-entry.js';

const intent = (metadata: AuditEvent['metadata']): AuditEvent => ({
  ts: '2026-11-21T13:00:00.000Z',
  seq: 7,
  event_id: '01a1fe4f-bc6f-7226-99b4-1a45197ce951',
  action: 'deploy',
  resource: 'local/web',
  actor: 'ci',
  result: 'intent',
  correlation_id: 'req-1',
  metadata,
  prev_hash: '0'.repeat(64),
  hash: '1'.repeat(64),
});

it('an end says what the caller said of its request, however long after that it is found', () => {
  const said_by_caller = { origin: 'ci', trace_id: '0af7651916cd43dd8448eb211c80319c' };
  const announced = intent({ plan: 'sha256:1', said_by_caller });
  const ended = outcomeEntry(announced, { type: 'outcome', result: 'ok' });
  expect(ended).toMatchObject({ actor: 'ci', result: 'ok', metadata: { said_by_caller } });
  const verdict = verdictEntry(announced, { type: 'verdict', verdict: 'happened', evidence: {} });
  expect(verdict).toMatchObject({ actor: 'system', metadata: { said_by_caller } });
  expect(outcomeEntry(intent({}), { type: 'outcome', result: 'ok' }).metadata).not.toHaveProperty(
    'said_by_caller',
  );
});
