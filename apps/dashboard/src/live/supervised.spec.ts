import { jest } from '@jest/globals';
import { supervised } from './supervised.js';

async function* endless(): AsyncGenerator<number> {
  for (let at = 0; ; at++) yield at;
}

describe('a reader that is watched', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is dropped when it takes an event and then nothing for a minute', async () => {
    const drop = jest.fn();
    const events = supervised(endless(), drop);
    await events.next();
    jest.advanceTimersByTime(59_000);
    await events.next();
    jest.advanceTimersByTime(59_000);
    expect(drop).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1_000);
    expect(drop).toHaveBeenCalledTimes(1);
    await events.return(undefined);
  });

  it('leaves nothing behind', async () => {
    const events = supervised(endless(), jest.fn());
    await events.next();
    await events.return(undefined);
    expect(jest.getTimerCount()).toBe(0);
  });
});
