/**
 * What a source says of a GPU that should be there and is not: no other failure tells of the driver, for the source itself
 * may be what is away.
 */
const LOST: ReadonlySet<string> = new Set(['gpu_missing', 'gpu_driver_lost']);

/** isDriverLost tells a lost driver from a source that cannot be read. */
export function isDriverLost(code: string): boolean {
  return LOST.has(code);
}
