// Measures the built ops and worker with a real Redis and a fake engine, and the rooms that they stand on, next to what
// those are built on. `--smoke` runs every part in miniature. Exits with 1 when a part breaks or something was lost.
import { join } from 'node:path';
import { progress, runBench } from './bench-run.ts';
import { measureAudit } from './operations/audit.ts';
import { measureJobs } from './operations/jobs.ts';
import { measureLogs } from './operations/logs.ts';
import { FULL, SMOKE, type Plan } from './operations/plan.ts';
import { table, type PartReport } from './operations/report.ts';
import { measureRestarts } from './operations/restarts.ts';

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

await runBench({
  name: 'operations',
  subject: 'operations',
  places: 'Ops and worker on core 0, all else on core 1.',
  measure: (smoke, folder) => runAll(smoke ? SMOKE : FULL, folder),
  table,
});
