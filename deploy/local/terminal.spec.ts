import { PassThrough } from 'node:stream';
import { jest } from '@jest/globals';
import { Terminal } from './terminal.ts';

describe('a step on the terminal', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const open = () => {
    const out = new PassThrough({ encoding: 'utf8' });
    return { terminal: new Terminal(out), shown: () => String(out.read() ?? '') };
  };

  it('shows every two seconds that it still runs', async () => {
    const { terminal, shown } = open();
    const work = Promise.withResolvers<void>();
    const step = terminal.step('Building', () => work.promise);
    jest.advanceTimersByTime(4100);
    work.resolve();
    await step;
    expect(shown()).toBe('Building … 2 s … 4 s … done\n');
  });

  it('keeps a line that comes in between on a line of its own', async () => {
    const { terminal, shown } = open();
    await terminal.step('Starting', async () => terminal.line('gateway WARN: slow'));
    expect(shown()).toBe('Starting\ngateway WARN: slow\nStarting … done\n');
  });

  it('says that it failed, and stops the clock', async () => {
    const { terminal, shown } = open();
    await expect(terminal.step('Building', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(shown()).toBe('Building … failed\n');
    expect(jest.getTimerCount()).toBe(0);
  });
});
