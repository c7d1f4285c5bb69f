import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { readMark, type ProcessMark } from './process-mark.js';

/** Gone, a zombie, or somebody else's: nothing that could be ours. */
const NOT_OURS = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);

/** Files that are open at the same time. */
const AT_ONCE = 64;

/** MarkedProcess is a living process with the mark that it was started with. */
export interface MarkedProcess {
  readonly pid: number;
  readonly mark: ProcessMark;
}

/** markedProcesses reads the marks of all processes that can be read; none where there is no /proc. */
export async function markedProcesses(): Promise<MarkedProcess[]> {
  const pids = (await orNothing(() => readdir('/proc')))?.filter((name) => /^[0-9]+$/.test(name)) ?? [];
  const found: (MarkedProcess | undefined)[] = [];
  for (let at = 0; at < pids.length; at += AT_ONCE) {
    const some = pids.slice(at, at + AT_ONCE);
    found.push(...(await Promise.all(some.map((pid) => markedProcess(Number(pid))))));
  }
  return found.filter((one) => one !== undefined);
}

async function markedProcess(pid: number): Promise<MarkedProcess | undefined> {
  const environ = await orNothing(() => readFile(`/proc/${pid}/environ`, 'latin1'));
  const mark = readMark(environ ?? '');
  return mark === undefined ? undefined : { pid, mark };
}

/**
 * signalMarked signals a process only if it still bears that mark, and says whether it did: the pid of a process that
 * ended may be another's by now.
 */
export function signalMarked({ pid, mark }: MarkedProcess, signal: NodeJS.Signals): boolean {
  try {
    const now = readMark(readFileSync(`/proc/${pid}/environ`, 'latin1'));
    if (now?.run !== mark.run || now.child !== mark.child) return false;
    return process.kill(pid, signal);
  } catch (error) {
    if (isNotOurs(error)) return false;
    throw error;
  }
}

/** processStart is when a living process started, in the kernel's ticks; undefined when there is none. */
export async function processStart(pid: number): Promise<string | undefined> {
  const stat = await orNothing(() => readFile(`/proc/${pid}/stat`, 'latin1'));
  // The second field, a name in brackets, may hold anything; the third is the state, the twenty-second the start.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return fields[0] === 'Z' ? undefined : fields[19];
}

async function orNothing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isNotOurs(error)) return undefined;
    throw error;
  }
}

function isNotOurs(error: unknown): boolean {
  return NOT_OURS.has((error as NodeJS.ErrnoException).code ?? '');
}
