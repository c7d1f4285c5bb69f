/** Of version 00 it is the whole; a later version may say more behind a dash. Both ids must not be all zeros. */
const TRACE_PARENT =
  /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-[\x21-\x7e]*)?$/;
const LONGEST = 512;

/**
 * traceIdIn returns the trace id of a `traceparent`: 32 hexadecimal digits. Undefined for what is none by W3C Trace
 * Context (section 3.2), and for more than 512 characters.
 */
export function traceIdIn(traceparent: unknown): string | undefined {
  if (typeof traceparent !== 'string' || traceparent.length > LONGEST) return undefined;
  const [, version, traceId, more] = TRACE_PARENT.exec(traceparent) ?? [];
  return version === '00' && more !== undefined ? undefined : traceId;
}
