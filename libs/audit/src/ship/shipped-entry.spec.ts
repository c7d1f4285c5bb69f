import { anEntry } from '../fixtures/log-fixture.js';
import { MAX_METADATA_BYTES, receivedEntry, shippedEntry } from '../index.js';

const MARKS = {
  shipped_by: 'router',
  shipped_id: '01a1fe4f-bc6f-7226-99b4-1a45197ce951',
  happened_at: '2026-11-21T13:00:00.000Z',
};

describe('an entry on its way', () => {
  it('arrives as it was sent, with who sent it and when', () => {
    const sent = shippedEntry(anEntry(7), MARKS);
    expect(sent.metadata).toEqual({ ...anEntry(7).metadata, ...MARKS });
    expect(receivedEntry(JSON.stringify(sent))).toEqual(sent);
  });

  it('cannot claim to be another that was sent before', () => {
    const claimed = anEntry(0, { metadata: { shipped_id: 'another', shipped_by: 'ops' } });
    expect(shippedEntry(claimed, MARKS).metadata).toEqual(MARKS);
  });

  it('is refused at its sender when its marks would make it too large to be written', () => {
    const entry = anEntry(0, { metadata: { note: 'x'.repeat(MAX_METADATA_BYTES - 20) } });
    expect(() => shippedEntry(entry, MARKS)).toThrow('metadata');
  });

  it.each([
    ['nothing', undefined],
    ['no JSON', '{'],
    ['no object', '7'],
    ['no marks', JSON.stringify(anEntry())],
    ['half of them', JSON.stringify({ ...anEntry(), metadata: { ...MARKS, shipped_id: 'x' } })],
    ['an unknown action', JSON.stringify({ ...anEntry(), action: 'destroy', metadata: MARKS })],
    ["the log's own action", JSON.stringify({ ...anEntry(), action: 'audit_rotate', metadata: MARKS })],
    ['a verification of the log', JSON.stringify({ ...anEntry(), action: 'audit_verify', metadata: MARKS })],
  ])('is refused with %s', (_what, text) => {
    expect(() => receivedEntry(text)).toThrow(expect.objectContaining({ code: 'audit_invalid' }));
  });
});
