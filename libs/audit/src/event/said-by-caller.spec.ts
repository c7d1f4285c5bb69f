import { underClaims, type CallerClaims } from '@app/kernel';
import { anEntry, LogFixture } from '../fixtures/log-fixture.js';
import { AuditShipper, MAX_METADATA_BYTES, readAudit, receivedEntry, verifyAudit } from '../index.js';

const SAID: CallerClaims = { origin: 'ci', trace_id: '0af7651916cd43dd8448eb211c80319c' };
const fixture = new LogFixture();

beforeEach(() => fixture.begin());
afterEach(() => fixture.end());

const inRequest = <T>(work: () => T) => underClaims('req-1', SAID, work);

describe('what the caller of a request says of it', () => {
  it('stands in its events, before and after, within the chain, and in no other', async () => {
    const log = await fixture.open();
    const [one, other] = await inRequest(() =>
      Promise.all([log.append(anEntry(1)), log.appendOutcome(anEntry(2))]),
    );
    expect(one.metadata).toEqual({ ...anEntry(1).metadata, said_by_caller: SAID });
    expect(other.metadata).toEqual(anEntry(2).metadata);
    expect((await log.append(anEntry(1))).metadata).toEqual(anEntry(1).metadata);
    expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true, events: 3 });
  });

  it('finds them by the trace, and not by the same text elsewhere', async () => {
    const log = await fixture.open();
    const { trace_id } = SAID;
    await log.append(anEntry(1, { metadata: { trace_id } }));
    await inRequest(() => log.append(anEntry(1)));
    await log.append(anEntry(1, { metadata: { said_by_caller: 'nothing', trace_id } }));
    const found = await readAudit(fixture.folder, { limit: 10, trace_id: trace_id ?? '' });
    expect(found.map(({ seq }) => seq)).toEqual([2]);
  });

  it('is left out rather than keeping an event from being recorded', async () => {
    const log = await fixture.open();
    const metadata = { note: 'x'.repeat(MAX_METADATA_BYTES - '{"note":""}'.length) };
    const event = await inRequest(() => log.append(anEntry(1, { metadata })));
    expect(event.metadata).toEqual(metadata);
  });

  it('travels with what another app ships', async () => {
    const shipped: string[] = [];
    const inbox = {
      eval: async (_script: string, _keys: number, ...values: (string | number)[]) =>
        shipped.push(String(values[3])),
    };
    await inRequest(() => new AuditShipper(inbox, { sender: 'gateway' }).ship(anEntry(1)));
    expect(receivedEntry(shipped[0]).metadata).toMatchObject({ shipped_by: 'gateway', said_by_caller: SAID });
  });
});
