import type { Progress } from '@app/tool-server';
import type { Timer } from '../../jobs/index.js';
import type { Watch, Watches } from '../run/index.js';
import { endAt } from './deadline.js';

interface Wait {
  readonly deadline: number;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/**
 * waitFor waits until a watch of this server is over or the deadline has come, and tells the caller of each poll. One that
 * polls elsewhere is not waited for. Rejects with the signal's reason when the caller gives up; the watch goes on.
 */
export async function waitFor(
  { watches, timer }: { watches: Watches; timer: Timer },
  id: string,
  { deadline, signal, progress }: Wait,
): Promise<void> {
  const over = new AbortController();
  const waiting = AbortSignal.any([signal, over.signal]);
  const late = endAt(timer, deadline, over);
  try {
    for (let watch = watches.here(id); watch !== undefined && !watch.isOver; watch = watches.here(id)) {
      await Promise.all([watch.moved(waiting), tell(watch, progress)]);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!over.signal.aborted) throw error;
  } finally {
    over.abort();
    await late;
  }
}

async function tell({ record }: Watch, progress: Progress): Promise<void> {
  const { id, snapshots, options } = record;
  const latest = snapshots.at(-1);
  const seen = latest === undefined ? 'started' : `${latest.status}, step ${latest.current_step}`;
  const done = latest?.elapsed_seconds ?? 0;
  await progress(done, `watch ${id}: ${seen}`, options.monitor_seconds);
}
