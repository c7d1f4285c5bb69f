import { traceIdIn } from './trace-parent.js';

/** ORIGINS is what a caller may say of where its request began. */
export const ORIGINS = ['chat', 'api', 'mcp', 'ci', 'schedule'] as const;
export type RequestOrigin = (typeof ORIGINS)[number];

/** The header in which a caller says it. */
export const ORIGIN_HEADER = 'x-request-origin';

/** CallerClaims is what a caller says of its request. It proves nothing, and nothing may be decided by it. */
export interface CallerClaims {
  readonly origin?: RequestOrigin;
  /** Of its `traceparent`. */
  readonly trace_id?: string;
}

/** claimsIn reads them from a request's headers. What is malformed or not known counts as not said; undefined: nothing was. */
export function claimsIn(headers: Readonly<Record<string, unknown>>): CallerClaims | undefined {
  const { traceparent, [ORIGIN_HEADER]: said } = headers;
  // Nearly every request says neither.
  if (traceparent === undefined && said === undefined) return undefined;
  const origin = ORIGINS.find((known) => known === said);
  const trace_id = traceIdIn(traceparent);
  if (origin === undefined && trace_id === undefined) return undefined;
  return { ...(origin !== undefined && { origin }), ...(trace_id !== undefined && { trace_id }) };
}
