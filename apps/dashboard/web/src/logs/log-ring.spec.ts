import fc from 'fast-check';
import { lineFilter, LogRing, type LogLine } from './log-ring.js';

const line = (text: string, kind: LogLine['kind'] = 'stdout') => ({ at: 0, kind, container: 'c', text });
const texts = (lines: readonly LogLine[]) => lines.map(({ text }) => text);

describe('a ring of lines', () => {
  it('keeps the newest, and no matter when it is filtered those that match', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'ab', 'c'), { maxLength: 80 }),
        fc.nat(80),
        fc.integer({ min: 1, max: 20 }),
        (all, at, size) => {
          const ring = new LogRing(size);
          const accepts = lineFilter('a', 'all');
          all.forEach((text, i) => {
            if (i === at) ring.filter(accepts);
            ring.add(line(text));
          });
          if (at >= all.length) ring.filter(accepts);
          expect(texts(ring.matches())).toEqual(all.slice(-size).filter((text) => text.includes('a')));
        },
      ),
    );
  });

  it('leaves what was read as it was, so that nobody loses their place', () => {
    const ring = new LogRing(3);
    for (const text of ['1', '2', '3']) ring.add(line(text));
    const read = ring.matches();
    for (const text of ['4', '5', '6', '7']) ring.add(line(text));
    expect(texts(read)).toEqual(['1', '2', '3']);
    expect(texts(ring.matches())).toEqual(['5', '6', '7']);
    expect(ring.added).toBe(7);
  });
});

describe('a filter', () => {
  const kept = (text: string, stream: 'all' | 'stderr', given: ReturnType<typeof line>) =>
    lineFilter(text, stream)({ ...given, seq: 0 });

  it('finds words in any case', () => {
    expect(kept('Error', 'all', line('an ERROR came'))).toBe(true);
    expect(kept('error', 'all', line('all is well'))).toBe(false);
  });

  it('may leave only what was written to the error stream', () => {
    expect(kept('', 'stderr', line('x'))).toBe(false);
    expect(kept('', 'stderr', line('x', 'stderr'))).toBe(true);
  });
});
