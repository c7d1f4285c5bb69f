import { Cancellation, type CancelSignal } from './cancellation.js';

interface Case {
  signal: CancelSignal;
  abort: (reason?: unknown) => void;
}

const platform = (): Case => {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
};
const ours = (): Case => {
  const cancellation = new Cancellation();
  return { signal: cancellation, abort: (reason) => cancellation.abort(reason) };
};

describe.each([
  ['an AbortController', platform],
  ['a Cancellation', ours],
])('%s', (_name, make) => {
  it('tells each listener once, in order', () => {
    const { signal, abort } = make();
    const heard: string[] = [];
    signal.addEventListener('abort', () => heard.push('first'), { once: true });
    signal.addEventListener('abort', () => heard.push('second'), { once: true });
    abort();
    abort();
    expect(heard).toEqual(['first', 'second']);
  });

  it('tells no listener that was removed', () => {
    const { signal, abort } = make();
    const heard: string[] = [];
    const listener = () => heard.push('removed');
    signal.addEventListener('abort', listener);
    signal.removeEventListener('abort', listener);
    signal.removeEventListener('abort', listener);
    abort();
    expect(heard).toEqual([]);
  });

  it('keeps the first reason', () => {
    const { signal, abort } = make();
    const reason = new Error('first');
    expect(signal.aborted).toBe(false);
    signal.throwIfAborted();
    abort(reason);
    abort(new Error('second'));
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toBe(reason);
    expect(() => signal.throwIfAborted()).toThrow(reason);
  });

  it('has a reason of its own when none is given', () => {
    const { signal, abort } = make();
    abort();
    expect(signal.reason).toMatchObject({ name: 'AbortError' });
  });

  it('has nothing to tell a listener that comes too late', () => {
    const { signal, abort } = make();
    abort();
    const heard: string[] = [];
    signal.addEventListener('abort', () => heard.push('late'));
    expect(heard).toEqual([]);
  });
});
