import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from '../local/prepare.ts';
import { Terminal } from '../local/terminal.ts';
import { readTotals, totalsLine } from './test-totals.ts';

// Builds, runs unit and end-to-end tests one after the other, and prints the totals of both.

const repo = resolve(import.meta.dirname, '../..');
const results = resolve(repo, 'test-results');

/** Runs both kinds even when the first fails; returns whether all passed. */
async function runAll(): Promise<boolean> {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results);
  await build({ repo, terminal: new Terminal(process.stdout), signal: new AbortController().signal });
  const unit = await jest('test', 'unit');
  const endToEnd = await jest('test:e2e', 'e2e');
  const totals = readTotals(results);
  process.stdout.write(`${totalsLine(totals)}\n`);
  return unit && endToEnd && totals.failed === 0;
}

async function jest(script: string, name: string): Promise<boolean> {
  const report = ['--json', `--outputFile=test-results/${name}.json`, '--maxWorkers=2'];
  const child = spawn('npm', ['run', '--silent', script, '--', ...report], { cwd: repo, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0;
}

process.exitCode = (await runAll()) ? 0 : 1;
