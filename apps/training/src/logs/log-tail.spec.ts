import fc from 'fast-check';
import { syntheticLog } from '../../../../test/training/synthetic-log.ts';
import { analyzeRun, LogTail } from './index.js';

const JOB = 'fox_lora';
const SCENARIOS = ['healthy', 'nan', 'out-of-memory', 'stalled', 'slow', 'resumed'] as const;

function aTail(maxLines = 1000): LogTail {
  return new LogTail({ jobName: JOB, maxLines });
}

function evidenceOf(log: string | LogTail, lastLines = 1000) {
  return analyzeRun({ log, jobName: JOB, lastLines });
}

/** Pieces that logs are made of, and that make trouble at a cut. */
const PIECES = [
  '\r',
  '\n',
  '\r\n',
  '\u001b[A',
  '\u001b',
  '{',
  '}',
  '    "prompt": "oom",',
  'loss is nan',
  'CUDA out of memory',
  'Error: x',
  'loss: 0.5',
  ' 1.5it/s',
  '-inf',
  'banana',
  '😀█▋',
  '[',
  ']',
  `${JOB}: `,
  `${JOB}:  17%|█▋ | 5/30 [12:00<1:00,  1.44s/it, lr: 1.0e-04 loss: 3.1e-01]`,
  `${JOB}:  17%|█▋ | 6/30 [12:00<1:00,  1.40s/it, lr: 1.0e-04 loss: 3.1e-01]`,
  `${JOB}:  17%|█▋ | 6/30 [12:00<1:00,  1.40s/it, lr: 1.0e-04 loss: 0.0e+00]`,
  'x'.repeat(1999),
];
const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 20 }));
const anyLog = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

/** As the lines of `expected`, but read in parts that were cut at any place. */
function readInParts(log: string, cuts: readonly number[], maxLines?: number): LogTail {
  const tail = aTail(maxLines);
  const places = cuts.map((cut) => Math.floor(cut * log.length)).sort((one, other) => one - other);
  for (const [at, place] of [0, ...places].entries()) tail.append(log.slice(place, places[at]));
  return tail;
}

const cuts = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 6 });

describe('a log that is read as it grows', () => {
  it('tells the same as one that is read at once, wherever it was cut', () => {
    fc.assert(
      fc.property(anyLog, cuts, fc.integer({ min: 1, max: 30 }), (log, places, max) => {
        expect(evidenceOf(readInParts(log, places, max), max)).toEqual(evidenceOf(log, max));
      }),
      { numRuns: 300 },
    );
  });

  it('tells the same of whole runs', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SCENARIOS), cuts, (scenario, places) => {
        const log = syntheticLog({ scenario, jobName: JOB, totalSteps: 60, saveEvery: 20 });
        expect(evidenceOf(readInParts(log, places))).toEqual(evidenceOf(log));
      }),
      { numRuns: 60 },
    );
  });

  it('is asked for from where the last part ended', () => {
    const tail = aTail();
    expect(tail.offset).toBeUndefined();
    tail.read({ text: 'loss: 1\n', offset: 8, reset: false });
    expect(tail.offset).toBe(8);
    tail.read({ text: 'loss: 2\n', offset: 16, reset: false });
    expect(evidenceOf(tail).lines).toEqual(['loss: 1', 'loss: 2']);
  });

  it('forgets a run when the log began anew', () => {
    const tail = aTail();
    tail.read({ text: 'CUDA out of memory\nloss: 9, unfin', offset: 33, reset: false });
    tail.read({ text: 'loss: 1\n', offset: 8, reset: true });
    expect(evidenceOf(tail)).toMatchObject({ lines: ['loss: 1'], errors: { total_mentions: 0 } });
    expect(tail.offset).toBe(8);
  });

  it('leaves out the line in which the end of a long log begins', () => {
    const tail = aTail();
    tail.read({ text: 'oom of the house\nloss: 1\n', offset: 9_000_000, reset: false });
    expect(evidenceOf(tail).lines).toEqual(['loss: 1']);
  });

  it('starts with its first line when nothing was cut off', () => {
    const text = 'größer\nloss: 1\n';
    const evidence = evidenceOf(aTail());
    expect(evidence.lines).toEqual([]);
    const { lines } = analyzeRun({
      log: { text, offset: Buffer.byteLength(text), reset: true },
      jobName: JOB,
      lastLines: 10,
    });
    expect(lines).toEqual(['größer', 'loss: 1']);
  });

  it('shows a bar that is still being drawn over in its newest state only', () => {
    const tail = aTail();
    const told = () => tail.lines().map((line) => line.kind !== 'text' && [line.bar.count, line.bar.postfix]);
    const draw = (done: number, loss: string) =>
      tail.append(`\r${JOB}:  17%|█▋ | ${done}/30 [12:00<1:00,  1.44s/it, lr: 1.0e-04 loss: ${loss}]`);
    draw(4, '3.1e-01');
    expect(tail.trainingSeen).toBe(false);
    draw(5, '3.1e-01');
    expect(told()).toEqual([[5, 'lr: 1.0e-04 loss: 3.1e-01']]);
    draw(5, '3.1e-01');
    expect(told()).toHaveLength(1);
    draw(5, '2.9e-01');
    draw(6, '2.9e-01');
    expect(told()).toEqual([
      [5, 'lr: 1.0e-04 loss: 3.1e-01'],
      [6, 'lr: 1.0e-04 loss: 2.9e-01'],
    ]);
  });
});

describe('any text', () => {
  it('is analyzed without an error, and its counts agree', () => {
    fc.assert(
      fc.property(anyLog, fc.integer({ min: 1, max: 30 }), (log, lastLines) => {
        const { lines, analyzedLineCount, errors, quality } = evidenceOf(log, lastLines);
        expect(lines).toHaveLength(analyzedLineCount);
        expect(analyzedLineCount).toBeLessThanOrEqual(lastLines);
        const counts = Object.entries(errors.category_counts);
        expect(errors.total_mentions).toBe(counts.reduce((sum, [, count]) => sum + count, 0));
        for (const [category, count] of counts) {
          expect(count).toBeLessThanOrEqual(lines.length);
          const samples = errors.sample_lines[category as keyof typeof errors.sample_lines] ?? [];
          expect(samples).toHaveLength(Math.min(3, count));
        }
        expect(quality.loss.count).toBeLessThanOrEqual(lines.length);
        expect(lines.every((line) => line.trim() !== '' && line.isWellFormed())).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
