/**
 * times is how often a test does what it repeats: `few` where every run of all tests is to be short, `many` with
 * LONG_TESTS=1, as `make test-long` sets it.
 */
export function times(few: number, many: number): number {
  return process.env['LONG_TESTS'] === '1' ? many : few;
}
