import { RecentCalls } from './recent-calls.js';

const START = Date.parse('2026-11-21T12:00:00Z');
let now: number;
let calls: RecentCalls;

beforeEach(() => {
  now = START;
  calls = new RecentCalls((id) => id === 'github', { now: () => now, monotonic: () => now });
});

it('knows when a server was last called, and how often that failed within the hour', () => {
  expect(calls.of('github')).toBeUndefined();
  calls.note({ server: 'github', result: 'error' });
  now += 30 * 60_000;
  calls.note({ server: 'github', result: 'tool_error' });
  calls.note({ server: 'github', result: 'ok' });
  expect(calls.of('github')).toEqual({ lastCall: '2026-11-21T12:30:00.000Z', errors: 2 });
  now += 40 * 60_000;
  expect(calls.of('github')).toEqual({ lastCall: '2026-11-21T12:30:00.000Z', errors: 1 });
});

it('takes no note of refusals, nor of servers that there are not', () => {
  calls.note({ server: 'github', result: 'denied' });
  calls.note({ server: 'nobody', result: 'ok' });
  expect([calls.of('github'), calls.of('nobody')]).toEqual([undefined, undefined]);
});
