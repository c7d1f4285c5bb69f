/** What is another at every look, and no change. */
const CLOCKS = new Set(['system_time', 'skew_ms', 'skew_within_ms', 'window_sec']);

/** withoutClocks is the text of a state without that in it which only says how late it is. */
export function withoutClocks(state: object): string {
  return JSON.stringify(state, (name, value: unknown) => (CLOCKS.has(name) ? undefined : value));
}
