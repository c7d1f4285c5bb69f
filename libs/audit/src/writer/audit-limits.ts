/** AuditLimits are sizes in bytes and times in milliseconds. */
export interface AuditLimits {
  /** A file of this size is closed and a new one begun. */
  readonly fileBytes: number;
  /** Oldest whole files go when all together are larger. */
  readonly keepBytes: number;
  /** Whole files go when their newest event is older. */
  readonly keepMs: number;
  /** Space held back for outcomes on a full disk. */
  readonly reserveBytes: number;
  /** Free space below which the state says `low`. */
  readonly lowBytes: number;
  /** Free space below which nothing but outcomes is taken. */
  readonly refuseBytes: number;
  /** A write, sync included, that takes longer has failed. */
  readonly writeTimeoutMs: number;
  /** How often free space is looked at, and a failed log tried again. */
  readonly checkMs: number;
  /** Appends that may wait at once. */
  readonly waiting: number;
}

const MIB = 1_048_576;
const DAY_MS = 86_400_000;

export const DEFAULT_LIMITS: AuditLimits = Object.freeze({
  fileBytes: 10 * MIB,
  keepBytes: 1_024 * MIB,
  keepMs: 365 * DAY_MS,
  reserveBytes: MIB,
  lowBytes: 256 * MIB,
  refuseBytes: 16 * MIB,
  writeTimeoutMs: 5_000,
  checkMs: 1_000,
  waiting: 4_096,
});
