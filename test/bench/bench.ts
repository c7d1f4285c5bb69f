// Measures the built gateway against a floor, a peer and no gateway at all, within one run. `--smoke` runs every
// part in miniature. Exits with 1 when a part breaks, or when an answer, a text or an abort was lost.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killAllChildren, PINNED, stopAllChildren } from './children.ts';
import { startGateway } from './gateway.ts';
import { LoadClient } from './load/load-client.ts';
import { startMock } from './mock.ts';
import { measureAborts } from './parts/aborts.ts';
import { measureLatency } from './parts/latency.ts';
import { measureMemory } from './parts/memory.ts';
import { measureStartUp } from './parts/start-up.ts';
import { measureStreams } from './parts/streams.ts';
import { measureThroughput } from './parts/throughput.ts';
import { startPipe } from './pipe.ts';
import { FULL, type Plan, SMOKE } from './plan.ts';
import { startPortkey } from './portkey.ts';
import type { PartReport, Stage } from './stage.ts';
import { LOAD_CORE } from './subject.ts';
import { table } from './table.ts';

const RESULTS = fileURLToPath(new URL('../../bench-results/', import.meta.url));

function progress(text: string): void {
  process.stderr.write(`${text} …\n`);
}

async function runAll(plan: Plan, dir: string): Promise<PartReport[]> {
  const direct = await startMock();
  const upstream = direct.target.port;
  progress(`Starting and stopping ${plan.starts} times`);
  const starters = { pipe: () => startPipe(upstream), gateway: () => startGateway(upstream, dir) };
  const startUp = await measureStartUp(starters, plan.starts);
  const stage: Stage = {
    plan,
    progress,
    direct,
    load: new LoadClient(LOAD_CORE),
    pipe: await starters.pipe(),
    gateway: await starters.gateway(),
    ...(plan.peer && { portkey: await startPortkey(upstream, dir) }),
  };
  // Memory comes first: a heap that full load has grown would hide what the streams take.
  const memory = await measureMemory(stage);
  const throughput = await measureThroughput(stage);
  const latency = await measureLatency(stage);
  const streams = await measureStreams(stage);
  const aborts = await measureAborts(stage);
  return [throughput, latency, streams, memory, aborts, startUp];
}

function headingOf(startedAt: Date, smoke: boolean): string {
  const cores = cpus();
  const pinning = PINNED
    ? 'Subjects on core 0, mock and load on core 1.'
    : 'Nothing is pinned: the figures mean little.';
  const minutes = ((Date.now() - startedAt.getTime()) / 60_000).toFixed(1);
  const machine = `Node ${process.version}, ${cores.length} cores (${cores[0]?.model ?? 'unknown'})`;
  return `Switchyard's gateway: ${machine}, ${startedAt.toISOString()}, ${minutes} minutes\n${smoke ? 'A smoke run: its figures mean nothing. ' : ''}${pinning}`;
}

function publish(file: string, heading: string, parts: readonly PartReport[]): void {
  mkdirSync(RESULTS, { recursive: true });
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
  const dir = mkdtempSync(join(tmpdir(), 'switchyard-bench-'));
  process.once('exit', () => {
    killAllChildren();
    rmSync(dir, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  if (PINNED) execFileSync('taskset', ['-cp', String(LOAD_CORE), String(process.pid)], { stdio: 'ignore' });
  try {
    const parts = await runAll(smoke ? SMOKE : FULL, dir);
    publish(smoke ? 'gateway-smoke.json' : 'gateway.json', headingOf(startedAt, smoke), parts);
  } finally {
    await stopAllChildren();
  }
}

await main();
