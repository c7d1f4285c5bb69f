import { readFile, readlink } from 'node:fs/promises';
import { z } from 'zod';

export const processMark = z.object({
  pid: z.int().min(1),
  /** Ticks from boot to the process's start: process ids are used again, these two together are not. */
  started: z.string(),
  /** The boot and the process namespace (a container has its own) in which the two above mean something. */
  place: z.string(),
});

/** ProcessMark names one process of this machine for good. */
export type ProcessMark = z.output<typeof processMark>;

export async function ownMark(): Promise<ProcessMark> {
  const { pid } = process;
  return { pid, started: (await startOf(pid)) ?? '', place: await ownPlace() };
}

/** isAlive says whether the marked process runs, or undefined when it is of another place and cannot be seen. */
export async function isAlive(mark: ProcessMark): Promise<boolean | undefined> {
  if (mark.place !== (await ownPlace())) return undefined;
  return (await startOf(mark.pid)) === mark.started;
}

async function ownPlace(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`;
}

/** Field 22 of /proc/<pid>/stat; the command in field 2 may hold blanks and brackets. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
