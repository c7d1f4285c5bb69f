import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../local/prepare.ts';
import { Terminal } from '../local/terminal.ts';
import { recordDurations } from './record-durations.ts';
import { readTotals, totalsLine } from './test-totals.ts';

// Builds, runs unit and end-to-end tests one after the other, and prints the totals of both. With `record` the order of
// the next runs goes by what the end-to-end specs took in this one.

const repo = resolve(import.meta.dirname, '../..');
const results = resolve(repo, 'test-results');
/** Two run at once, and none that takes long is to be left alone at the end. */
const LONGEST_FIRST = `--testSequencer=${fileURLToPath(import.meta.resolve('./longest-first.mjs'))}`;

/** Runs both kinds even when the first fails; returns whether all passed. */
async function runAll(): Promise<boolean> {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results);
  await build({ repo, terminal: new Terminal(process.stdout), signal: new AbortController().signal });
  const unit = await jest('test', 'unit');
  const endToEnd = await jest('test:e2e', 'e2e', LONGEST_FIRST);
  if (process.argv.includes('record')) recordDurations(join(results, 'e2e.json'));
  const totals = readTotals(results);
  process.stdout.write(`${totalsLine(totals)}\n`);
  return unit && endToEnd && totals.failed === 0;
}

async function jest(script: string, name: string, ...more: readonly string[]): Promise<boolean> {
  const flags = ['--json', `--outputFile=test-results/${name}.json`, '--maxWorkers=2', ...more];
  const child = spawn('npm', ['run', '--silent', script, '--', ...flags], { cwd: repo, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0;
}

process.exitCode = (await runAll()) ? 0 : 1;
