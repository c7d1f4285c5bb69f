import { createHash, randomBytes } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { processStart } from './proc-table.js';
import type { RunMark } from './process-mark.js';

/** newRunMark makes the mark of this process as a router on `dataDir`, which must exist. */
export async function newRunMark(dataDir: string): Promise<RunMark> {
  const path = await realpath(dataDir);
  const { dev, ino } = await stat(path, { bigint: true });
  const owner = createHash('sha256').update(`${dev}:${ino}:${path}`).digest('hex').slice(0, 32);
  const start = (await processStart(process.pid)) ?? '0';
  return { owner, run: `${process.pid}-${start}-${randomBytes(8).toString('hex')}` };
}

/** isRunAlive says whether the router of that run still lives; a process that took its pid over does not count. */
export async function isRunAlive(run: string): Promise<boolean> {
  const [pid = '', start = ''] = run.split('-');
  if (!/^[1-9][0-9]*$/.test(pid)) return false;
  return (await processStart(Number(pid))) === start;
}
