import { analyzeRun, LogTail } from './index.js';

const MEGA = 1_000_000;
const JOB = 'fox_lora';

/** Each takes a moment when time grows with the length, and minutes when it grows with its square. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['one line of ten million letters', 'a'.repeat(10 * MEGA)],
  ['one line of digits', '7'.repeat(10 * MEGA)],
  ['carriage returns alone', '\r'.repeat(10 * MEGA)],
  ['carriage returns and one newline at the end', `${'x\r'.repeat(MEGA)}\n`],
  ['escapes that never end', '\u001b[0;'.repeat(2 * MEGA)],
  ['lines of opened braces', '{\n '.repeat(MEGA)],
  ['blanks between numbers', `1${' '.repeat(1998)}\n`.repeat(5000)],
  ['long lines of digits and points', `${'1.'.repeat(999)}\n`.repeat(5000)],
  ['long lines that nearly are timeouts', `${'timeou '.repeat(285)}\n`.repeat(5000)],
  ['long lines of words that nearly are errors', `${'loss '.repeat(399)}\n`.repeat(5000)],
  ['bars that run on', `${'a: 1%|| 1/2 ['.repeat(150)}\n`.repeat(5000)],
  ['bars behind bars', `${'1%|| 1/2 []'.repeat(180)}\n`.repeat(1000)],
  ['the same step with text between', `\r${JOB}: 1%|| 1/2 [1<1, 1it/s, lr: 1 loss: 1]\nx`.repeat(50_000)],
];

describe('a hostile log', () => {
  it.each(HOSTILE)(
    'is read in a moment: %s',
    (_, log) => {
      expect(() => analyzeRun({ log, jobName: JOB, lastLines: 20_000 })).not.toThrow();
    },
    20_000,
  );

  it('is not kept: what a tail holds is bounded in lines and in characters', () => {
    const tail = new LogTail({ jobName: JOB, maxLines: 20_000 });
    for (let part = 0; part < 40; part += 1) tail.append(`${'z'.repeat(5000)}\n`.repeat(500));
    const lines = tail.lines();
    expect(lines.length).toBeLessThanOrEqual(20_000);
    expect(lines.reduce((sum, line) => sum + line.text.length, 0)).toBeLessThanOrEqual(6 * MEGA);
  });

  it('that never ends a line is kept in its first part alone', () => {
    const tail = new LogTail({ jobName: JOB, maxLines: 10 });
    for (let part = 0; part < 100; part += 1) tail.append('y'.repeat(100_000));
    expect(tail.lines().map((line) => line.text.length)).toEqual([2000]);
  });
});
