import { RunningCalls } from './running-calls.js';

describe('RunningCalls', () => {
  it('bounds each caller by itself', () => {
    const calls = new RunningCalls(2);
    calls.take('ada');
    calls.take('ada');
    expect(() => calls.take('ada')).toThrow(
      expect.objectContaining({ code: 'too_many_calls', retryAfter: 1 }),
    );
    expect(() => calls.take('bob')).not.toThrow();
  });

  it('counts what is given back once, however often that is said', () => {
    const calls = new RunningCalls(2);
    const release = calls.take('ada');
    calls.take('ada');
    release();
    release();
    calls.take('ada');
    expect(() => calls.take('ada')).toThrow();
  });
});
