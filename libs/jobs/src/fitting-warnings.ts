/** The most that the warnings of one plan may take in the record of its job, in bytes of JSON. */
export const LARGEST_WARNINGS_BYTES = 8_192;

/** fittingWarnings keeps the first warnings of a plan, as many as fit; the last line then says how many were left out. */
export function fittingWarnings(warnings: readonly string[]): string[] {
  let kept = warnings.length;
  while (Buffer.byteLength(JSON.stringify(listed(warnings, kept))) > LARGEST_WARNINGS_BYTES) kept--;
  return listed(warnings, kept);
}

function listed(warnings: readonly string[], kept: number): string[] {
  const rest = warnings.length - kept;
  return [...warnings.slice(0, kept), ...(rest > 0 ? [`and ${rest} more`] : [])];
}
