/**
 * The end-to-end specs that hold the product to a time, or count what comes within one. They run after the others and
 * fewer at once, so that a busy machine is not taken for a slow product.
 */
export const TIMED_SPECS: readonly string[] = [
  'back-pressure',
  'bench-operations-smoke',
  'bench-smoke',
  'bench-training-smoke',
  'dashboard-confirmation',
  'dashboard-log',
  'jobs-events',
  'jobs-producer',
  'jobs-redis-away',
  'keys',
  'mcp-rate-limit',
  'timeouts',
  'training-journey',
];

/** timedPattern is what matches their paths, and no other's. */
export function timedPattern(): string {
  return `/test/e2e/(${TIMED_SPECS.join('|')})\\.e2e-spec\\.ts$`;
}
