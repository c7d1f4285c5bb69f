import { jest } from '@jest/globals';
import { LogBlocks } from './log-blocks.js';

const LINE = `${'x'.repeat(99)}\n`;
let written: string[];
let log: LogBlocks;

beforeEach(() => {
  jest.useFakeTimers();
  written = [];
  log = new LogBlocks({ write: (bytes) => written.push(bytes.toString()) });
});
afterEach(() => jest.useRealTimers());

it('a lone line is written within a second', () => {
  log.write(LINE);
  expect(written).toEqual([]);
  jest.advanceTimersByTime(1_000);
  expect(written).toEqual([LINE]);
});

it('a line that comes after a pause is written within a second too', () => {
  for (const round of [1, 2, 3]) {
    log.write(LINE);
    jest.advanceTimersByTime(1_000);
    expect(written).toHaveLength(round);
  }
});

it('many lines are written in few blocks, whole and in order', () => {
  const lines = Array.from({ length: 1_000 }, (_, n) => `${String(n).padStart(99, '.')}\n`);
  for (const line of lines) log.write(line);
  log.flushSync();
  expect(written.join('')).toBe(lines.join(''));
  expect(written.length).toBeLessThan(10);
  for (const block of written) expect(block.endsWith('\n')).toBe(true);
});

it('a line of any length and any letters is written whole', () => {
  const lines = ['ä€😀'.repeat(10), 'x'.repeat(40_000), '€'.repeat(5_461), '€'.repeat(5_462), 'x'];
  for (const line of lines) log.write(`${line}\n`);
  log.flushSync();
  expect(written.join('')).toBe(lines.map((line) => `${line}\n`).join(''));
});

it('what the process had not written is written when it exits', () => {
  const before = process.listeners('exit').length;
  log.write(LINE);
  const [exit] = process.listeners('exit').slice(before);
  exit?.call(process, 0);
  expect(written).toEqual([LINE]);
});
