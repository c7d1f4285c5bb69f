// Measures the built training server with a fake backend: what it takes to look at a long run, and what a watch that polls
// for a day holds. `--smoke` runs every part in miniature. Exits with 1 when a part breaks, or a watch grows.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { killAllChildren, PINNED, stopAllChildren } from './children.ts';
import { table } from './operations/report.ts';
import { LOAD_CORE } from './subject.ts';
import { measureObservability } from './training/observability.ts';
import { measurePolls } from './training/polls.ts';

const RESULTS = join(import.meta.dirname, '../../bench-results');
const FULL = {
  observability: { logBytes: 5_000_000, images: 2_000, imageSize: 1_024, warmCalls: 5 },
  polls: { marks: [1_000, 5_000, 10_000], stepsPerPoll: 8, leakMiB: 2 },
};
const SMOKE = {
  observability: { logBytes: 20_000, images: 4, imageSize: 300, warmCalls: 1 },
  polls: { marks: [2, 20], stepsPerPoll: 8, leakMiB: 20 },
};

async function main(): Promise<void> {
  const smoke = process.argv.includes('--smoke');
  mkdirSync(RESULTS, { recursive: true });
  const folder = mkdtempSync(join(RESULTS, 'training-'));
  process.once('exit', () => {
    killAllChildren();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  if (PINNED) execFileSync('taskset', ['-cp', String(LOAD_CORE), String(process.pid)], { stdio: 'ignore' });
  try {
    const plan = smoke ? SMOKE : FULL;
    const observability = await measureObservability(join(folder, 'observability'), plan.observability);
    mkdirSync(join(folder, 'polls'));
    const parts = [observability, await measurePolls(join(folder, 'polls'), plan.polls)];
    const heading = `Switchyard's training server: Node ${process.version}, ${cpus()[0]?.model ?? 'unknown'}; the server on core 0`;
    const file = join(RESULTS, smoke ? 'training-smoke.json' : 'training.json');
    writeFileSync(file, JSON.stringify({ heading, parts }, null, 2));
    process.stdout.write(`${table(heading, parts)}\n`);
    const faults = parts.flatMap((part) => part.faults);
    for (const fault of faults) process.stderr.write(`FAULT: ${fault}\n`);
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    await stopAllChildren();
  }
}

await main();
