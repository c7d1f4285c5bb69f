// Measures the built gateway against a floor, a peer and no gateway at all, within one run. `--smoke` runs every
// part in miniature. Exits with 1 when a part breaks, or when an answer, a text or an abort was lost.
import { progress, runBench } from './bench-run.ts';
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

await runBench({
  name: 'gateway',
  subject: 'gateway',
  places: 'Subjects on core 0, mock and load on core 1.',
  measure: (smoke, folder) => runAll(smoke ? SMOKE : FULL, folder),
  table,
});
