import fc from 'fast-check';
import type { ServerWords } from '@app/mcp';
import { positionOf } from './log-position.js';
import { ServerLog } from './server-log.js';

const words = (text: string): ServerWords => ({ source: 'stderr', level: undefined, text });

describe('the log of a server', () => {
  it('keeps the newest lines within both limits, in order, and counts on', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { maxLength: 60 });
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 400, max: 4_000 }),
        (all, lines, bytes) => {
          const log = new ServerLog(undefined, { lines, bytes });
          for (const text of all) log.add(words(text));
          const { entries } = log.after(0, Infinity);
          expect(entries.map(({ text }) => text)).toEqual(
            entries.length === 0 ? [] : all.slice(-entries.length),
          );
          expect(entries.map(({ seq }) => seq)).toEqual(
            entries.map((_, at) => all.length - entries.length + 1 + at),
          );
          const size = (list: readonly string[]) =>
            list.reduce((sum, text) => sum + Buffer.byteLength(text) + 64, 0);
          expect(entries.length <= lines && size(entries.map(({ text }) => text)) <= bytes).toBe(true);
          // It forgets no more than it must.
          const more = all.slice(-entries.length - 1);
          if (entries.length < all.length) expect(more.length > lines || size(more) > bytes).toBe(true);
          expect(log.newest).toBe(all.length);
        },
      ),
    );
  });

  it('gives a reader each line once, and says when lines were lost in between, however it is read', () => {
    const step = fc.oneof(fc.constant('add' as const), fc.integer({ min: 1, max: 5 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const log = new ServerLog(undefined, { lines: 4, bytes: 10_000 });
        let position = 0;
        for (const one of steps) {
          if (one === 'add') {
            log.add(words('x'));
            continue;
          }
          const { entries, isGap } = log.after(position, one);
          const next = entries[0]?.seq ?? position + 1;
          expect(isGap).toBe(next !== position + 1);
          position = entries.at(-1)?.seq ?? position;
        }
        const { entries } = log.after(position, 100);
        expect(entries.at(-1)?.seq ?? position).toBe(log.newest);
      }),
    );
  });

  it('wakes whoever waits for the next line, and lets go of who left', async () => {
    const log = new ServerLog();
    const left = new AbortController();
    const [next, gone] = [log.changed(new AbortController().signal), log.changed(left.signal)];
    left.abort();
    await gone;
    log.add(words('x'));
    await next;
    await log.changed(left.signal);
  });
});

it.each([
  '',
  '1',
  'abc_1',
  '0123456789ab_-1',
  '0123456789ab_01',
  '0123456789AB_1',
  `0123456789ab_${'9'.repeat(16)}`,
])('a position that no log gave out is refused by name: %j', (id) => {
  expect(() => positionOf(id, 'after')).toThrow(
    expect.objectContaining({ code: 'invalid_event_id', param: 'after' }),
  );
});
