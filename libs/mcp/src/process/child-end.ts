/** ChildEnd is how a server's process came to its end. */
export interface ChildEnd {
  /** `closed`: by us. `exited`: by itself. `broken`: it lived on without its streams, or never started. */
  readonly reason: 'closed' | 'exited' | 'broken';
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** Its last lines on standard error: for operators, never for clients. */
  readonly stderr: readonly string[];
}

/** describeEnd says it in words that may reach a client. */
export function describeEnd(end: ChildEnd): string {
  if (end.reason === 'closed') return 'it was stopped';
  if (end.reason === 'broken') return 'it takes or gives no messages any more';
  return end.signal === undefined ? `it exited with code ${end.code ?? 0}` : `it was killed by ${end.signal}`;
}
