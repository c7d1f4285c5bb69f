import fc from 'fast-check';
import type { LogLine } from './log-entry.js';
import { LogPosition } from './log-position.js';

const A = 'a'.repeat(64);
const at = (nanosecond: number) => `2026-01-01T00:00:00.${String(nanosecond).padStart(9, '0')}Z`;
const line = (nanosecond: number, text: string): LogLine => ({
  at: at(nanosecond),
  stream: 'stdout',
  container: A,
  line: text,
});
/** Few moments, so that many lines share one; never two equal lines at one moment. */
const log = fc
  .uniqueArray(fc.tuple(fc.nat(5), fc.constantFrom('x', 'y', 'z')), {
    selector: ([moment, text]) => `${moment}${text}`,
  })
  .map((lines) =>
    lines.toSorted(([one], [other]) => one - other).map(([moment, text]) => line(moment, text)),
  );

it('who goes on after an event is told every later line, and none again', () => {
  fc.assert(
    fc.property(log, fc.nat(20), (lines, told) => {
      const first = LogPosition.beginning();
      for (const each of lines.slice(0, told)) expect(first.pass(each)).toBe(true);
      if (first.id === undefined) return;
      const again = LogPosition.parse(first.id);
      const since = again.since ?? '';
      const repeated = lines.filter((each) => (each.at ?? '') >= since);
      expect(repeated.filter((each) => again.pass(each))).toEqual(lines.slice(told));
    }),
  );
});

it('a line that another has overtaken is told, and does not set the position back', () => {
  const position = LogPosition.beginning();
  position.pass(line(7, 'late'));
  const { id } = position;
  expect(position.pass(line(5, 'early'))).toBe(true);
  expect(position.id).toBe(id);
  expect(position.pass({ ...line(0, 'timeless'), at: null })).toBe(true);
});

it('knows whether its container is still there', () => {
  const position = LogPosition.beginning();
  expect(position.continuesIn([])).toBe(true);
  position.pass(line(1, 'x'));
  expect(position.continuesIn([A])).toBe(true);
  expect(position.continuesIn(['b'.repeat(64)])).toBe(false);
});

it('an id does not grow without end', () => {
  const position = LogPosition.beginning();
  for (let count = 0; count < 1_000; count++) position.pass(line(1, String(count)));
  expect(position.id?.length).toBeLessThan(500);
  expect(LogPosition.parse(position.id ?? '').since).toBe(at(1));
});

it('what it did not give out is refused', () => {
  fc.assert(
    fc.property(fc.string(), (id) => {
      expect(() => LogPosition.parse(id)).toThrow(expect.objectContaining({ code: 'invalid_event_id' }));
    }),
  );
});
