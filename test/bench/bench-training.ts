// Measures the built training server with a fake backend: what it takes to look at a long run, and what a watch that polls
// for a day holds. `--smoke` runs every part in miniature. Exits with 1 when a part breaks, or a watch grows.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runBench } from './bench-run.ts';
import { table, type PartReport } from './operations/report.ts';
import { measureObservability } from './training/observability.ts';
import { measurePolls } from './training/polls.ts';

const FULL = {
  observability: { logBytes: 5_000_000, images: 2_000, imageSize: 1_024, warmCalls: 5 },
  polls: { marks: [1_000, 5_000, 10_000], stepsPerPoll: 8, leakMiB: 2 },
};
const SMOKE = {
  observability: { logBytes: 20_000, images: 4, imageSize: 300, warmCalls: 1 },
  polls: { marks: [2, 20], stepsPerPoll: 8, leakMiB: 20 },
};

async function measure(smoke: boolean, folder: string): Promise<PartReport[]> {
  const plan = smoke ? SMOKE : FULL;
  const observability = await measureObservability(join(folder, 'observability'), plan.observability);
  mkdirSync(join(folder, 'polls'));
  return [observability, await measurePolls(join(folder, 'polls'), plan.polls)];
}

await runBench({
  name: 'training',
  subject: 'training server',
  places: 'The server on core 0.',
  measure,
  table,
});
