import { anEntry, LogFixture } from '../fixtures/log-fixture.js';
import { unfinishedIntents, type AuditEvent, type AuditLog } from '../index.js';

const fixture = new LogFixture();
let log: AuditLog;

beforeEach(async () => {
  await fixture.begin();
  log = await fixture.open({ limits: { fileBytes: 2_000 } });
});
afterEach(() => fixture.end());

const intend = () => log.append(anEntry(0, { result: 'intent' }));

/** Says something of an intent, between events that are about nothing. */
async function say(
  intent: AuditEvent,
  result: 'ok' | 'unknown',
  more: Partial<AuditEvent> = {},
): Promise<void> {
  const metadata = { ...more.metadata, intent: intent.event_id };
  await log.append(anEntry());
  await log.appendOutcome({ ...anEntry(), ...more, result, metadata });
}

async function unfinished(more: { since?: Date; mostEvents?: number; through?: number } = {}) {
  const query = { since: new Date(0), mostEvents: 1_000, through: Infinity, ...more };
  const { open, unknown } = await unfinishedIntents(fixture.folder, query);
  return { open: seqs(open), unknown: seqs(unknown.map(({ intent }) => intent)) };
}

const seqs = (events: readonly AuditEvent[]) => events.map(({ seq }) => seq);

describe('unfinished intents', () => {
  it('are those without an outcome, oldest first, across files', async () => {
    const intents = [await intend(), await intend(), await intend()];
    for (let round = 0; round < 20; round++) await log.append(anEntry());
    await say(intents[1] as AuditEvent, 'ok');
    const [first, , third] = intents;
    expect(await unfinished()).toEqual({ open: [first?.seq, third?.seq], unknown: [] });
  });

  it('are those whose outcome nobody could tell, until a verdict is written', async () => {
    const [one, other] = [await intend(), await intend()];
    await say(one, 'unknown');
    await say(other, 'unknown');
    expect(await unfinished()).toEqual({ open: [], unknown: [one.seq, other.seq] });
    await say(one, 'ok', { action: 'reconcile' });
    await say(other, 'unknown', { action: 'reconcile' });
    expect(await unfinished()).toEqual({ open: [], unknown: [] });
  });

  it('are not what another app shipped, nor does what it shipped end one', async () => {
    const shipped_id = '01a1fe4f-bc6f-7226-99b4-1a45197ce951';
    await log.append(anEntry(0, { result: 'intent', metadata: { shipped_id } }));
    const ours = await intend();
    await say(ours, 'ok', { metadata: { shipped_id } });
    expect(await unfinished()).toEqual({ open: [ours.seq], unknown: [] });
  });

  it('are looked for within bounds', async () => {
    const [first, second, third] = [await intend(), await intend(), await intend()];
    expect(await unfinished({ through: second.seq })).toMatchObject({ open: [first.seq, second.seq] });
    expect(await unfinished({ mostEvents: 1 })).toMatchObject({ open: [third.seq] });
    expect(await unfinished({ since: new Date(Date.now() + 1_000) })).toMatchObject({ open: [] });
  });
});
