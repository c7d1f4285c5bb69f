import type { AuditHead } from '@app/audit';
import { DomainError } from '@app/kernel';

/** EventNumbers is a range of events, both included. */
export interface EventNumbers {
  readonly from: number;
  readonly to: number;
}

/** eventNumbers is what of a wish there is in the log: by default all. Throws `invalid_request` when that is nothing. */
export function eventNumbers(
  { from = 1, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
  { seq, count }: Pick<AuditHead, 'seq' | 'count'>,
): EventNumbers {
  const last = Math.min(to ?? seq, seq);
  if (from > last) throw refused('from', `got ${from}, wanted an event up to ${last}`);
  const first = seq - count + 1;
  if (last < first)
    throw refused('to', `got ${last}, wanted an event from ${first}: older ones are kept no more`);
  return { from, to: last };
}

function refused(param: string, what: string): DomainError {
  return new DomainError('invalid_request', `${param}: ${what}`, { param });
}
