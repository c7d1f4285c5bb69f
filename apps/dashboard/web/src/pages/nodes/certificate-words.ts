import type { Certificate } from '../../api/ops-views.js';
import { counted } from '../../time/format.js';

const KINDS: Readonly<Record<string, string>> = { server: 'Server', client: 'Client', ca: 'Authority' };

/** kindName is what stands before a certificate: `Server`. */
export function kindName(kind: string): string {
  return KINDS[kind] ?? kind;
}

/** termOf says how long a certificate still holds, and that it is time to renew it. */
export function termOf({ days_left, warning }: Certificate) {
  if (days_left <= 0) return { kind: 'failed', word: 'expired' } as const;
  const left = `${counted(Math.floor(days_left), 'day')} left`;
  return warning
    ? ({ kind: 'attention', word: `${left}, less than a third of its term` } as const)
    : ({ kind: 'ok', word: left } as const);
}

/** rotationTold says how the time of the last rotation is known: without a change that was seen, it is a guess. */
export function rotationTold({ last_rotation }: Certificate): string {
  return last_rotation.known_by === 'change'
    ? 'the worker saw it change'
    : 'it holds from then on; no change was seen since the worker started';
}
