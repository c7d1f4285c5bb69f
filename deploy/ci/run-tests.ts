import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../local/prepare.ts';
import { Terminal } from '../local/terminal.ts';
import { recordDurations } from './record-durations.ts';
import { runTests, type TestRun } from './test-run.ts';
import { readTotals, totalsLine } from './test-totals.ts';
import { timedPattern } from './timed-specs.ts';

// Builds, runs unit and end-to-end tests one after the other, and prints the totals of all. With `record` the order of
// the next runs goes by what the end-to-end specs took in this one.

const repo = resolve(import.meta.dirname, '../..');
const results = resolve(repo, 'test-results');
const MINUTE_MS = 60_000;
/** Several run at once, and none that takes long is to be left alone at the end. */
const LONGEST_FIRST = `--testSequencer=${fileURLToPath(import.meta.resolve('./longest-first.mjs'))}`;

/** Each has processes beside it, so that more than a few would only be in each other's way. */
const CORES = Math.min(Math.max(availableParallelism(), 2), 4);

const RUNS: readonly Omit<TestRun, 'repo' | 'results'>[] = [
  { name: 'unit', script: 'test', atOnce: CORES, limitMs: 20 * MINUTE_MS },
  {
    name: 'e2e',
    script: 'test:e2e',
    flags: [
      LONGEST_FIRST,
      '--testPathIgnorePatterns=/node_modules/',
      `--testPathIgnorePatterns=${timedPattern()}`,
    ],
    // While one waits for an engine or a process, another has the core.
    atOnce: CORES + 1,
    limitMs: 45 * MINUTE_MS,
  },
  {
    name: 'e2e-timed',
    script: 'test:e2e',
    flags: [LONGEST_FIRST, `--testPathPatterns=${timedPattern()}`],
    atOnce: CORES,
    limitMs: 15 * MINUTE_MS,
  },
];

/** Runs all kinds even when one fails; returns whether all passed. */
async function runAll(): Promise<boolean> {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results);
  await build({ repo, terminal: new Terminal(process.stdout), signal: new AbortController().signal });
  let passed = true;
  for (const run of RUNS) passed = (await runTests({ repo, results, ...run })) && passed;
  if (process.argv.includes('record'))
    recordDurations(['e2e', 'e2e-timed'].map((name) => join(results, `${name}.json`)));
  const totals = readTotals(results);
  process.stdout.write(`${totalsLine(totals)}\n`);
  return passed && totals.failed === 0;
}

process.exitCode = (await runAll()) ? 0 : 1;
