import type { AuditEvent } from '@app/audit';
import { DecisionBook } from './decision-book.js';

const event = (event_id: string, seq: number, result: string, metadata: object = {}) =>
  ({ event_id, seq, action: 'restart', result, metadata }) as unknown as AuditEvent;
const intent = event('the-intent', 1, 'intent');
const cutOff = event('the-verdict', 2, 'error', { intent: 'the-intent', verdict: 'partial' });
const finish = event('the-finish', 3, 'intent', { finishes: 'the-intent' });
const ended = (result: string, metadata: object = {}) =>
  event('the-end', 4, result, { intent: 'the-finish', ...metadata });

async function aBook(): Promise<DecisionBook> {
  const book = new DecisionBook();
  book.settled(intent, cutOff);
  await book.list();
  return book;
}

const tell = async (book: DecisionBook, about: AuditEvent, last: AuditEvent) => {
  book.settled(about, last);
  await book.list();
};

it('what is being decided is not open, and cannot be taken twice, until it is let go', async () => {
  const book = await aBook();
  const claim = book.claim('the-intent');
  expect([book.isOpen('the-intent'), book.size]).toEqual([false, 0]);
  expect(() => book.claim('the-intent')).toThrow(expect.objectContaining({ code: 'decision_made' }));
  await claim.freed();
  expect([book.isOpen('the-intent'), book.size]).toEqual([true, 1]);
});

it.each([
  ['that went well closes it', ended('ok'), false],
  ['that failed leaves it open', ended('error', { code: 'node_failed' }), true],
  ['that was cut off hands it on', ended('error', { verdict: 'partial' }), false],
  ['of which nobody knows yet keeps it taken', ended('unknown', { code: 'node_outcome_unknown' }), false],
])('a finish %s', async (_what, last, isOpen) => {
  const book = await aBook();
  book.claim('the-intent');
  await tell(book, finish, last);
  expect(book.isOpen('the-intent')).toBe(isOpen);
  expect(book.isOpen('the-finish')).toBe(last.metadata['verdict'] === 'partial');
});

it('a finish of which nobody knew is settled by its verdict', async () => {
  const book = await aBook();
  book.claim('the-intent');
  await tell(book, finish, ended('unknown', { code: 'node_outcome_unknown' }));
  await tell(book, finish, ended('error', { verdict: 'did_not_happen' }));
  expect([book.isOpen('the-intent'), book.isOpen('the-finish')]).toEqual([false, true]);
});

it('a verdict that is heard of after the decision does not open it again', async () => {
  const book = new DecisionBook();
  book.claim('the-intent');
  book.close('the-intent');
  await tell(book, intent, cutOff);
  expect(book.isOpen('the-intent')).toBe(false);
  expect(() => book.claim('the-intent')).toThrow(expect.objectContaining({ code: 'decision_made' }));
});

it('what is told while earlier lives are still being read comes after what they left', async () => {
  const book = new DecisionBook();
  let found = (_value: { open: []; finishing: Set<string> }): void => undefined;
  book.load(new Promise((resolve) => (found = resolve)));
  book.settled(finish, ended('error', { code: 'node_failed' }));
  book.settled(intent, cutOff);
  found({ open: [], finishing: new Set(['the-intent']) });
  await book.list();
  expect(book.isOpen('the-intent')).toBe(true);
});
