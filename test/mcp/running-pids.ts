import { readdirSync, readFileSync } from 'node:fs';

/** isRunning says whether a process lives; a zombie does not. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    // There is no such process.
    return false;
  }
}

/** pidsWith finds the living processes whose environment holds exactly `variable`, which is `NAME=value`. */
export function pidsWith(variable: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
  return pids.map(Number).filter((pid) => environOf(pid).includes(variable));
}

function environOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    // It ended meanwhile.
    return [];
  }
}
