import { once, EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type { AuditEntry } from '@app/audit';
import { DomainError } from '@app/kernel';
import { CallShipping, type CallShippingOptions } from './call-shipping.js';

const UNAVAILABLE = new DomainError('audit_unavailable', 'Redis is away');

let taken: string[];
let journeys: number[];
let lines: string[];
let fail: ((entry: AuditEntry) => unknown) | undefined;
let events: EventEmitter;

beforeEach(() => {
  taken = [];
  journeys = [];
  lines = [];
  fail = undefined;
  events = new EventEmitter();
});

async function ship(entry: AuditEntry): Promise<void> {
  await turn();
  const problem = fail?.(entry);
  events.emit('tried');
  if (problem !== undefined) throw problem;
  taken.push(entry.resource);
}

function aShipping(options: Partial<CallShippingOptions> = {}): CallShipping {
  const line = (first: unknown, second?: unknown) => void lines.push(String(second ?? first));
  return new CallShipping({
    ship: (entries) => {
      journeys.push(entries.length);
      return Promise.allSettled(entries.map(ship));
    },
    gatherMs: 1,
    logger: { info: line, warn: line, error: line },
    firstPauseMs: 1,
    ...options,
  });
}

const entry = (number: number): AuditEntry => ({
  action: 'tool_call',
  resource: `github/${number}`,
  actor: 'ann',
  result: 'ok',
});
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

describe('records of tool calls', () => {
  it('reach the audit, each once and in order', async () => {
    const shipping = aShipping();
    for (const number of numbers(500)) shipping.put(entry(number));
    expect(shipping.length).toBe(500);
    await shipping.close();
    expect(taken).toEqual(numbers(500).map((number) => `github/${number}`));
    expect([shipping.length, shipping.dropped]).toEqual([0, 0]);
  });

  it('reach it also one by one, whenever the last one has just gone', async () => {
    const shipping = aShipping();
    for (const number of numbers(50)) {
      shipping.put(entry(number));
      while (shipping.length > 0) await Promise.resolve().then(turn);
    }
    expect(taken).toHaveLength(50);
    await shipping.close();
  });

  it('that follow each other closely go together', async () => {
    const shipping = aShipping({ gatherMs: 60_000 });
    for (const number of numbers(3)) {
      shipping.put(entry(number));
      await turn();
    }
    expect(journeys).toEqual([]);
    await shipping.close();
    expect([journeys, taken.length]).toEqual([[3], 3]);
  });

  it('wait for no others once there are many', async () => {
    const shipping = aShipping({ gatherMs: 60_000 });
    for (const number of numbers(64)) shipping.put(entry(number));
    while (shipping.length > 0) await turn();
    expect(journeys).toEqual([64]);
  });

  it('wait while the audit is away, which is said once, and arrive when it is back', async () => {
    const shipping = aShipping();
    fail = () => UNAVAILABLE;
    for (const number of numbers(100)) shipping.put(entry(number));
    await once(events, 'tried');
    for (let tries = 0; tries < 4; tries++) await once(events, 'tried');
    expect(shipping.length).toBe(100);
    fail = undefined;
    await shipping.close();
    expect(new Set(taken).size).toBe(100);
    expect(taken).toHaveLength(100);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('takes no records');
    expect(lines[1]).toContain('again');
  });

  it('beyond the bound are dropped and counted; memory is not filled and no caller waits', async () => {
    const shipping = aShipping({ mostWaiting: 100, closingMs: 20 });
    fail = () => UNAVAILABLE;
    for (const number of numbers(1_000)) shipping.put(entry(number));
    expect(shipping.length).toBe(100);
    expect(shipping.dropped).toBe(900);
    await shipping.close();
    await turn();
    await turn();
    expect(shipping.dropped).toBe(1_000);
    expect(lines.at(-1)).toContain('may be missing');
  });

  it('that the audit refuses as wrong are given up, and hold up no other', async () => {
    const shipping = aShipping();
    fail = ({ resource }) =>
      resource === 'github/1' ? new DomainError('audit_invalid', 'wrong') : undefined;
    for (const number of numbers(3)) shipping.put(entry(number));
    await shipping.close();
    expect(taken).toEqual(['github/0', 'github/2']);
    expect(shipping.dropped).toBe(1);
    expect(lines).toEqual(['the record of a tool call was refused']);
  });

  it('that come after the end are counted as lost', async () => {
    const shipping = aShipping();
    await shipping.close();
    shipping.put(entry(1));
    expect([shipping.length, shipping.dropped]).toEqual([0, 1]);
  });
});
