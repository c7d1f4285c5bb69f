// Measures the built ops and worker with a real Redis and a fake engine, and the rooms that they stand on, next to what
// those are built on. `--smoke` runs every part in miniature. Exits with 1 when a part breaks or something was lost.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { killAllChildren, PINNED, stopAllChildren } from './children.ts';
import { measureAudit } from './operations/audit.ts';
import { measureJobs } from './operations/jobs.ts';
import { measureLogs } from './operations/logs.ts';
import { FULL, SMOKE, type Plan } from './operations/plan.ts';
import { table, type PartReport } from './operations/report.ts';
import { measureRestarts } from './operations/restarts.ts';
import { LOAD_CORE } from './subject.ts';

const RESULTS = join(import.meta.dirname, '../../bench-results');

function progress(text: string): void {
  process.stderr.write(`${text} …\n`);
}

async function runAll(plan: Plan, folder: string): Promise<PartReport[]> {
  progress('Audit appends');
  const audit = await measureAudit(join(folder, 'audit'), plan.audit);
  progress('Restarts');
  const restarts = await measureRestarts(join(folder, 'restarts'), plan.restarts);
  progress('Jobs');
  const jobs = await measureJobs(join(folder, 'jobs'), plan.jobs);
  progress('Logs');
  return [restarts, jobs, audit, await measureLogs(join(folder, 'logs'), plan.logs)];
}

function headingOf(startedAt: Date, smoke: boolean): string {
  const cores = cpus();
  const machine = `Node ${process.version}, ${cores.length} cores (${cores[0]?.model ?? 'unknown'})`;
  const places = PINNED ? 'Ops and worker on core 0, all else on core 1.' : 'Nothing is pinned.';
  const seconds = ((Date.now() - startedAt.getTime()) / 1_000).toFixed(0);
  const warning = smoke ? 'A smoke run: its figures mean nothing. ' : '';
  return `Switchyard's operations: ${machine}, ${startedAt.toISOString()}, ${seconds} s\n${warning}${places}`;
}

function publish(file: string, heading: string, parts: readonly PartReport[]): void {
  writeFileSync(join(RESULTS, file), JSON.stringify({ heading, parts }, null, 2));
  process.stdout.write(`${table(heading, parts)}\n`);
  for (const { title, faults } of parts) {
    for (const text of faults) process.stderr.write(`FAULT (${title}): ${text}\n`);
  }
  if (parts.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
}

async function main(): Promise<void> {
  const startedAt = new Date();
  const smoke = process.argv.includes('--smoke');
  mkdirSync(RESULTS, { recursive: true });
  // Beside the results, which are on a disk; a temporary folder may be in memory.
  const folder = mkdtempSync(join(RESULTS, 'operations-'));
  process.once('exit', () => {
    killAllChildren();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  if (PINNED) execFileSync('taskset', ['-cp', String(LOAD_CORE), String(process.pid)], { stdio: 'ignore' });
  try {
    const parts = await runAll(smoke ? SMOKE : FULL, folder);
    publish(smoke ? 'operations-smoke.json' : 'operations.json', headingOf(startedAt, smoke), parts);
  } finally {
    await stopAllChildren();
  }
}

await main();
