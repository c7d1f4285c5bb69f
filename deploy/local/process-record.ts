import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** ProcessRecord names one process for good: a pid alone may be given to another process later. */
export interface ProcessRecord {
  readonly name: string;
  readonly pid: number;
  /** When it started, as the system writes it. */
  readonly started: string;
}

/** recordOf returns undefined when no such process runs. */
export function recordOf(name: string, pid: number): ProcessRecord | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : { name, pid, started };
}

export function isRunning(record: ProcessRecord): boolean {
  return startOf(record.pid) === record.started;
}

/** endProcess asks a process to stop, waits, and kills it when `graceMs` were not enough. */
export async function endProcess(record: ProcessRecord, graceMs: number): Promise<void> {
  const deadline = performance.now() + graceMs;
  signal(record, 'SIGTERM');
  while (isRunning(record) && performance.now() < deadline) await sleep(50);
  signal(record, 'SIGKILL');
}

function signal(record: ProcessRecord, name: NodeJS.Signals): void {
  if (!isRunning(record)) return;
  try {
    process.kill(record.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function startOf(pid: number): string | undefined {
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
}

/** Field 22 of /proc/<pid>/stat is the start in ticks since boot; field 2 may hold spaces, so count from its end. */
function startFromProc(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  return state === 'Z' || state === 'X' ? undefined : fields[19];
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

function startFromPs(pid: number): string | undefined {
  try {
    const args = ['-o', 'lstart=', '-p', String(pid)];
    return execFileSync('ps', args, { encoding: 'utf8', stdio: 'pipe' }).trim() || undefined;
  } catch (error) {
    if ((error as { status?: number }).status === 1) return undefined;
    throw error;
  }
}
