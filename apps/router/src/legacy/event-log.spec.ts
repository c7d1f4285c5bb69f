import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { EventBudget } from './event-budget.js';
import { EventLog } from './event-log.js';

const LIMITS = { events: 4, bytes: 400 };

function message(n: number, padding = 0): JSONRPCMessage {
  return {
    jsonrpc: '2.0',
    method: `m${n}`,
    ...(padding > 0 && { params: { padding: 'x'.repeat(padding) } }),
  };
}

async function replayed(log: EventLog, lastId: string): Promise<unknown[]> {
  const sent: unknown[] = [];
  await log.replayEventsAfter(lastId, { send: async (_id, message) => void sent.push(message) });
  return sent;
}

describe('EventLog', () => {
  it('gives a client that comes back what came after its last event, of its own stream alone', async () => {
    const log = new EventLog(LIMITS, new EventBudget(10_000));
    const first = await log.storeEvent('a', message(1));
    await log.storeEvent('b', message(2));
    await log.storeEvent('a', message(3));
    expect(await log.getStreamIdForEventId(first)).toBe('a');
    expect(await replayed(log, first)).toEqual([message(3)]);
  });

  it('does not take the mark of a stream’s start for a message', async () => {
    const log = new EventLog(LIMITS, new EventBudget(10_000));
    const start = await log.storeEvent('a', {} as JSONRPCMessage);
    await log.storeEvent('b', {} as JSONRPCMessage);
    expect(await replayed(log, start)).toEqual([]);
  });

  it('gives what comes in while it is replaying, too', async () => {
    const log = new EventLog(LIMITS, new EventBudget(10_000));
    const first = await log.storeEvent('a', message(1));
    await log.storeEvent('a', message(2));
    const sent: unknown[] = [];
    const send = async (_id: string, got: JSONRPCMessage) => {
      sent.push(got);
      if (sent.length === 1) await log.storeEvent('a', message(3));
    };
    await log.replayEventsAfter(first, { send });
    expect(sent).toEqual([message(2), message(3)]);
  });

  it('forgets the oldest when there are too many', async () => {
    const log = new EventLog(LIMITS, new EventBudget(10_000));
    const ids: string[] = [];
    for (let n = 0; n < 6; n += 1) ids.push(await log.storeEvent('a', message(n)));
    expect(await Promise.all(ids.map((id) => log.getStreamIdForEventId(id)))).toEqual([
      undefined,
      undefined,
      ...Array.from({ length: 4 }, () => 'a'),
    ]);
  });

  it('keeps no message that is larger than all it may hold, and loses none for it', async () => {
    const log = new EventLog(LIMITS, new EventBudget(10_000));
    const first = await log.storeEvent('a', message(1));
    await log.storeEvent('a', message(2, 500));
    await log.storeEvent('a', message(3));
    expect(await replayed(log, first)).toEqual([message(3)]);
  });

  it('keeps no more than all sessions together may, and gives its share back', async () => {
    const budget = new EventBudget(300);
    const [one, other] = [new EventLog(LIMITS, budget), new EventLog(LIMITS, budget)];
    const first = await one.storeEvent('a', message(1, 150));
    const second = await other.storeEvent('a', message(2, 150));
    expect(await other.getStreamIdForEventId(second)).toBeUndefined();
    expect(await one.getStreamIdForEventId(first)).toBe('a');
    one.clear();
    expect(budget.take(300)).toBe(true);
  });
});
