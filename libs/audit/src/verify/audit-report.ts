/** AuditProblemKind says what is wrong, as far as the files tell. */
export type AuditProblemKind =
  /** A line is not what was written, or the log's own signature of it does not hold. */
  | 'edited'
  /** An event stands before one that came earlier. */
  | 'reordered'
  /** Events are not there. */
  | 'gap'
  /** An event is there again. */
  | 'duplicate'
  /** The log ends before the head, or a file before the last event in its name. */
  | 'truncated'
  /** The last line has no end: a crash while writing, or a cut. */
  | 'torn'
  /** The head is not signed by the key. */
  | 'bad_signature'
  /** A file does not continue the one before. */
  | 'wrong_link';

export interface AuditProblem {
  readonly kind: AuditProblemKind;
  /** The file's name, or `head`. */
  readonly file: string;
  /** From 1; 0 when it is about the whole. */
  readonly line: number;
  readonly detail: string;
  /** Number of the event that does not fit, where it is known. */
  readonly seq?: number;
  /** The hash that was wanted in that place, and the one that is there. */
  readonly wanted_hash?: string;
  readonly found_hash?: string;
}

/** AuditReport is what verifying found: counts of what was read until the first problem, and that problem. */
export interface AuditReport {
  readonly ok: boolean;
  readonly files: number;
  readonly events: number;
  /** 0 when there is no event. */
  readonly first_seq: number;
  readonly last_seq: number;
  readonly last_hash: string;
  /** Events up to here are proved by the head; later ones only by each other. Null without a head. */
  readonly anchored_through: number | null;
  readonly signature_checked: boolean;
  /** Unfinished ends that were set aside after crashes; they are no part of the chain. */
  readonly torn_pieces: number;
  readonly problem?: AuditProblem;
}
