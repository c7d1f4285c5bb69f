// Measures the built router with a real Redis and echo servers, next to the same client on a server's own standard
// streams. `--smoke` runs every part in miniature. Exits with 1 when a part breaks or a session was left.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { killAllChildren, PINNED, stopAllChildren } from './children.ts';
import { table } from './operations/report.ts';
import { measureCalls } from './router/calls.ts';
import { measureMemory } from './router/memory.ts';
import { LOAD_CORE } from './subject.ts';

const RESULTS = join(import.meta.dirname, '../../bench-results');
const FULL = {
  calls: { warmUp: 300, calls: 2_000, callers: 16 },
  memory: { servers: 10, sessions: 1_000, rounds: 2, idleSec: 20, givenBackMs: 20_000 },
};
const SMOKE = {
  calls: { warmUp: 2, calls: 10, callers: 2 },
  memory: { servers: 1, sessions: 5, rounds: 1, idleSec: 2, givenBackMs: 0 },
};

async function main(): Promise<void> {
  const smoke = process.argv.includes('--smoke');
  mkdirSync(RESULTS, { recursive: true });
  const folder = mkdtempSync(join(RESULTS, 'router-'));
  process.once('exit', () => {
    killAllChildren();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  if (PINNED) execFileSync('taskset', ['-cp', String(LOAD_CORE), String(process.pid)], { stdio: 'ignore' });
  try {
    const plan = smoke ? SMOKE : FULL;
    const calls = await measureCalls(join(folder, 'calls'), plan.calls);
    const parts = [calls, await measureMemory(join(folder, 'memory'), plan.memory)];
    const heading = `Switchyard's router: Node ${process.version}, ${cpus()[0]?.model ?? 'unknown'}; the router on core 0`;
    writeFileSync(
      join(RESULTS, smoke ? 'router-smoke.json' : 'router.json'),
      JSON.stringify({ heading, parts }, null, 2),
    );
    process.stdout.write(`${table(heading, parts)}\n`);
    const faults = parts.flatMap((part) => part.faults);
    for (const fault of faults) process.stderr.write(`FAULT: ${fault}\n`);
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    await stopAllChildren();
  }
}

await main();
