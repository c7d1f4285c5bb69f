import type { AuditEntry } from '../event/audit-entry.js';
import { AuditShipper } from './audit-shipper.js';

const anEntry = (resource: string): AuditEntry => ({
  action: 'tool_call',
  resource,
  actor: 'ann',
  result: 'ok',
});

/** An inbox with room for so many entries, or none that answers. */
function anInbox(room: number | Error) {
  const kept: string[] = [];
  const shipper = new AuditShipper(
    {
      eval: async (_script, _keys, ...values) => {
        if (room instanceof Error) throw room;
        const entries = values.slice(3).map(String);
        kept.push(...entries.slice(0, room));
        return Math.min(room, entries.length);
      },
    },
    { sender: 'router' },
  );
  return { shipper, kept };
}

describe('entries that are shipped together', () => {
  it('arrive in their order, each with an id of its own', async () => {
    const { shipper, kept } = anInbox(10);
    const results = await shipper.shipAll(['a', 'b', 'c'].map(anEntry));
    const arrived = kept.map((text) => JSON.parse(text) as { resource: string; metadata: object });
    expect(arrived.map(({ resource }) => resource)).toEqual(['a', 'b', 'c']);
    expect(results).toEqual(
      arrived.map(({ metadata }) => ({
        status: 'fulfilled',
        value: (metadata as { shipped_id: string }).shipped_id,
      })),
    );
  });

  it('fail alone when they are wrong, and the last ones when the inbox is full', async () => {
    const { shipper } = anInbox(1);
    const results = await shipper.shipAll(['', 'b', 'c'].map(anEntry));
    expect(results.map((result) => (result.status === 'rejected' ? result.reason.code : 'taken'))).toEqual([
      'audit_invalid',
      'taken',
      'audit_unavailable',
    ]);
  });

  it('may all be given again when Redis does not take them', async () => {
    const { shipper } = anInbox(new Error('away'));
    const results = await shipper.shipAll(['a', 'b'].map(anEntry));
    for (const result of results) expect(result).toMatchObject({ reason: { code: 'audit_unavailable' } });
    await expect(shipper.ship(anEntry('a'))).rejects.toMatchObject({ code: 'audit_unavailable' });
  });
});
