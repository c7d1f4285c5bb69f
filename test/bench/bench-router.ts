// Measures the built router with a real Redis and echo servers, next to the same client on a server's own standard
// streams. `--smoke` runs every part in miniature. Exits with 1 when a part breaks or a session was left.
import { join } from 'node:path';
import { runBench } from './bench-run.ts';
import { table, type PartReport } from './operations/report.ts';
import { measureCalls } from './router/calls.ts';
import { measureMemory } from './router/memory.ts';

const FULL = {
  calls: { warmUp: 300, calls: 2_000, callers: 16 },
  memory: { servers: 10, sessions: 1_000, rounds: 2, idleSec: 20, givenBackMs: 20_000 },
};
const SMOKE = {
  calls: { warmUp: 2, calls: 10, callers: 2 },
  memory: { servers: 1, sessions: 5, rounds: 1, idleSec: 2, givenBackMs: 0 },
};

async function measure(smoke: boolean, folder: string): Promise<PartReport[]> {
  const plan = smoke ? SMOKE : FULL;
  const calls = await measureCalls(join(folder, 'calls'), plan.calls);
  return [calls, await measureMemory(join(folder, 'memory'), plan.memory)];
}

await runBench({ name: 'router', subject: 'router', places: 'The router on core 0.', measure, table });
