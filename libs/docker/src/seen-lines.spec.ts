import type { LogLine } from './log-line.js';
import { SeenLines } from './seen-lines.js';

const line = (at: string, text: string, stream: LogLine['stream'] = 'stdout') => ({ at, text, stream });

describe('a log that is read again from its last moment on', () => {
  it('repeats no line, and leaves out none of that moment', () => {
    const seen = new SeenLines();
    expect(seen.isNew(line('1', 'a'), false)).toBe(true);
    expect(seen.isNew(line('2', 'b'), false)).toBe(true);
    expect(seen.last).toBe('2');
    expect(seen.isNew(line('2', 'b'), true)).toBe(false);
    expect(seen.isNew(line('2', 'c'), true)).toBe(true);
    expect(seen.isNew(line('2', 'b', 'stderr'), true)).toBe(true);
    expect(seen.isNew(line('3', 'b'), true)).toBe(true);
  });

  it('takes a line twice that was written twice in one moment', () => {
    const seen = new SeenLines();
    expect(seen.isNew(line('1', 'a'), false)).toBe(true);
    expect(seen.isNew(line('1', 'a'), false)).toBe(true);
  });
});
