import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../local/prepare.ts';
import { Terminal } from '../local/terminal.ts';
import { recordDurations } from './record-durations.ts';
import { runTests, type TestRun } from './test-run.ts';
import { readTotals, totalsLine } from './test-totals.ts';

// Builds, runs unit and end-to-end tests one after the other, and prints the totals of both. With `record` the order of
// the next runs goes by what the end-to-end specs took in this one.

const repo = resolve(import.meta.dirname, '../..');
const results = resolve(repo, 'test-results');
const MINUTE_MS = 60_000;
/** Two run at once, and none that takes long is to be left alone at the end. */
const LONGEST_FIRST = `--testSequencer=${fileURLToPath(import.meta.resolve('./longest-first.mjs'))}`;

const END_TO_END: Omit<TestRun, 'repo' | 'results'> = {
  name: 'e2e',
  script: 'test:e2e',
  flags: [LONGEST_FIRST],
  limitMs: 45 * MINUTE_MS,
};

/** Runs both kinds even when the first fails; returns whether all passed. */
async function runAll(): Promise<boolean> {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results);
  await build({ repo, terminal: new Terminal(process.stdout), signal: new AbortController().signal });
  const unit = await runTests({ repo, results, name: 'unit', script: 'test', limitMs: 20 * MINUTE_MS });
  const endToEnd = await runTests({ repo, results, ...END_TO_END });
  if (process.argv.includes('record')) recordDurations(join(results, 'e2e.json'));
  const totals = readTotals(results);
  process.stdout.write(`${totalsLine(totals)}\n`);
  return unit && endToEnd && totals.failed === 0;
}

process.exitCode = (await runAll()) ? 0 : 1;
