import { jest } from '@jest/globals';
import { providerError } from '../provider-error.js';
import { CallClock } from './call-clock.js';

const OFF = { connect: 0, firstToken: 0, idle: 0, total: 0 };

function setup(timeouts: Partial<typeof OFF>) {
  const client = new AbortController();
  const clock = new CallClock('gpu', { ...OFF, ...timeouts }, client.signal);
  return {
    client,
    clock,
    reason: () => clock.signal.reason as { code: string; message: string } | undefined,
  };
}

describe('a call clock', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    // The last look at the total limits finds nothing and is not repeated.
    jest.advanceTimersByTime(1_000);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('ends a call at its total limit and says which limit that was', () => {
    const { clock, reason } = setup({ total: 90_000 });
    jest.advanceTimersByTime(89_999);
    expect(clock.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(reason()).toMatchObject({
      code: 'upstream_timeout',
      message: 'The upstream "gpu" did not finish within 90 s (total limit).',
    });
  });

  it('ends a stream that sends no token', () => {
    const { clock, reason } = setup({ firstToken: 1500 });
    clock.startFirstToken();
    clock.progress();
    jest.advanceTimersByTime(1500);
    expect(reason()).toMatchObject({
      code: 'upstream_timeout',
      message: expect.stringContaining('1.5 s (first-token'),
    });
  });

  it('ends a stream that falls silent, counted from its last bytes', () => {
    const { clock, reason } = setup({ firstToken: 1000, idle: 500 });
    clock.startFirstToken();
    jest.advanceTimersByTime(900);
    clock.firstToken();
    for (let i = 0; i < 5; i += 1) {
      jest.advanceTimersByTime(400);
      clock.progress();
    }
    jest.advanceTimersByTime(499);
    expect(clock.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(reason()).toMatchObject({
      code: 'upstream_timeout',
      message: expect.stringContaining('0.5 s (idle limit)'),
    });
  });

  it('does not blame the upstream while the client is the slow one', () => {
    const { clock, reason } = setup({ idle: 500 });
    clock.firstToken();
    clock.hold();
    jest.advanceTimersByTime(60_000);
    expect(clock.signal.aborted).toBe(false);
    clock.progress();
    jest.advanceTimersByTime(1000);
    expect(reason()).toMatchObject({ code: 'upstream_timeout' });
  });

  it('passes on that the client has left, and nothing later', () => {
    const { client, clock, reason } = setup({ total: 1000, firstToken: 1000 });
    clock.startFirstToken();
    client.abort();
    expect(reason()).toMatchObject({ code: 'client_closed_request' });
  });

  it("keeps the client signal's own reason", () => {
    const { client, reason } = setup({});
    const mine = providerError('upstream_timeout', 'The gateway is stopping.');
    client.abort(mine);
    expect(reason()).toBe(mine);
  });

  it('is over at once for a client that had left before', () => {
    const clock = new CallClock('gpu', { ...OFF, total: 1000 }, AbortSignal.abort());
    clock.startFirstToken();
    expect(clock.signal.reason).toMatchObject({ code: 'client_closed_request' });
  });

  it('never aborts after it was stopped', () => {
    const { client, clock } = setup({ total: 10, firstToken: 10, idle: 10 });
    clock.startFirstToken();
    clock.firstToken();
    clock.stop();
    jest.advanceTimersByTime(1000);
    client.abort();
    expect(clock.signal.aborted).toBe(false);
  });

  it('has no limits where they are 0', () => {
    const { clock } = setup({});
    clock.startFirstToken();
    clock.firstToken();
    jest.advanceTimersByTime(10_000_000);
    expect(clock.signal.aborted).toBe(false);
  });
});
