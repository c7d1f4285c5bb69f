import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@app/kernel';
import { markedProcesses, signalMarked, type MarkedProcess } from './proc-table.js';
import type { ProcessMark } from './process-mark.js';

const POLL_MS = 15;
/** On a machine that is short of processors the time may be over before anything was signalled, or before it could die. */
const LEAST_KILLS = 10;

export interface EndTimes {
  /** Milliseconds between SIGTERM and SIGKILL; 0 kills at once. */
  readonly termMs: number;
  /** Milliseconds of SIGKILLs after which it gives up, at the earliest. */
  readonly killMs: number;
}

export interface EndReport {
  readonly found: number;
  /** Still there at the end of the time. */
  readonly left: number;
}

/**
 * endMarked ends all processes whose mark is wanted, and those that they start meanwhile. It looks again until it finds
 * none, so that nothing escapes by forking.
 */
export async function endMarked(wanted: (mark: ProcessMark) => boolean, times: EndTimes): Promise<EndReport> {
  const begin = systemClock.monotonic();
  const seen = new Set<number>();
  const asked = new Set<number>();
  let kills = 0;
  for (;;) {
    const found = (await markedProcesses()).filter(({ pid, mark }) => pid !== process.pid && wanted(mark));
    const waited = systemClock.monotonic() - begin;
    for (const { pid } of found) seen.add(pid);
    const isLate = waited > times.termMs + times.killMs && kills >= LEAST_KILLS;
    if (found.length === 0 || isLate) {
      return { found: seen.size, left: found.length };
    }
    const isAsking = waited < times.termMs;
    if (!isAsking) kills++;
    for (const one of found) signalOnce(one, isAsking ? asked : undefined);
    await pause(POLL_MS);
  }
}

/** Asking twice would be rude: some programs take a second SIGTERM for impatience and drop their work. */
function signalOnce(one: MarkedProcess, asked: Set<number> | undefined): void {
  if (asked === undefined) signalMarked(one, 'SIGKILL');
  else if (!asked.has(one.pid)) {
    asked.add(one.pid);
    signalMarked(one, 'SIGTERM');
  }
}
