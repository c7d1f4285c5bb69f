import type { ModelPull, PullLayer } from '../../api/library-views.js';
import type { StateKind } from '../../kit/index.js';
import { bytes, duration, percent as percentWritten, shortDigest } from '../../time/format.js';

/** isOpen tells whether a pull waits or runs. */
export function isOpen({ state }: Pick<ModelPull, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}

/** pullState is how a pull is, with its place in the queue. */
export function pullState({ state, position }: Pick<ModelPull, 'state' | 'position'>): {
  kind: StateKind;
  word: string;
} {
  switch (state) {
    case 'queued':
      return { kind: 'working', word: position === null ? 'Queued' : `Queued, place ${position}` };
    case 'running':
      return { kind: 'working', word: 'Pulling' };
    case 'done':
      return { kind: 'ok', word: 'Done' };
    case 'cancelled':
      return { kind: 'off', word: 'Cancelled' };
    default:
      return { kind: 'failed', word: 'Failed' };
  }
}

/** percentOf is undefined while nobody knows how much there is. */
export function percentOf(of: Pick<PullLayer, 'completed_bytes' | 'total_bytes'>): number | undefined {
  return of.total_bytes > 0 ? Math.min(100, (100 * of.completed_bytes) / of.total_bytes) : undefined;
}

/** barText stands beside a pull's bar: an empty one alone would say that nothing has come. */
export function barText(pull: Pick<ModelPull, 'state' | 'completed_bytes' | 'total_bytes'>): string {
  if (pull.state === 'queued') return 'not begun';
  const percent = percentOf(pull);
  return percent === undefined ? 'size not known yet' : percentWritten(Math.round(percent));
}

/** layerText is `1.2 GiB of 4.0 GiB`, or what has come while nobody knows of how much. */
export function layerText({ completed_bytes: come, total_bytes: all }: PullLayer): string {
  return all > 0 ? `${bytes(come)} of ${bytes(all)}` : `${bytes(come)}, size not known yet`;
}

/** progressText is `1.2 GiB of 4.0 GiB · 45.0 MiB/s · 1 min 3 s left`, as far as it is known. */
export function progressText(pull: ModelPull): string {
  const {
    completed_bytes: come,
    total_bytes: all,
    bytes_per_sec: rate,
    seconds_left: left,
    state,
    status,
  } = pull;
  if (state === 'queued') return 'waits for a pull before it';
  if (all === 0)
    return [come > 0 ? `${bytes(come)} so far` : '', status || 'asking the registry']
      .filter(Boolean)
      .join(' · ');
  const parts = [`${bytes(come)} of ${bytes(all)}`];
  if (rate > 0) parts.push(`${bytes(rate)}/s`);
  if (left !== null && come < all)
    parts.push(left < 1 ? 'nearly there' : `${duration(1_000 * Math.round(left))} left`);
  if (come >= all) parts.push(status);
  return parts.filter((part) => part !== '').join(' · ');
}

/** digestText says what the tag stood for before, and what it stands for now. */
export function digestText(
  pull: Pick<ModelPull, 'digest_before' | 'digest_after' | 'tag_moved'>,
): string | undefined {
  const [before, after] = [pull.digest_before, pull.digest_after].map(
    (digest) => digest && shortDigest(digest),
  );
  if (!after) return before ? `Was ${before}` : undefined;
  if (!before) return `New: ${after}`;
  return pull.tag_moved ? `The tag moved: ${before} → ${after}` : `Unchanged: ${after}`;
}

/** movedText says that a tag stands for something else since this pull; undefined when it does not. */
export function movedText(pull: ModelPull): string | undefined {
  const digests = pull.state === 'done' && pull.tag_moved ? digestText(pull) : undefined;
  return digests === undefined ? undefined : `${pull.model} is another model now. ${digests}.`;
}
