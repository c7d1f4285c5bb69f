import { DomainError } from '@app/kernel';
import type { ServerLog } from './server-log.js';

const ID = /^([0-9a-f]{12})_(0|[1-9]\d{0,14})$/;

/** LogPosition is a place in the log of a server: which log, as a router that starts anew has another one, and its entry. */
export interface LogPosition {
  readonly log: string;
  readonly seq: number;
}

/** positionOf reads an id; throws `invalid_event_id` that names the field. */
export function positionOf(id: string, param: 'after' | 'Last-Event-ID'): LogPosition {
  const [, log, seq] = ID.exec(id) ?? [];
  if (log !== undefined && seq !== undefined) return { log, seq: Number(seq) };
  throw new DomainError('invalid_event_id', `${param} is no id that this log gave out`, { param });
}

export function idOf({ name }: ServerLog, seq: number): string {
  return `${name}_${seq}`;
}
