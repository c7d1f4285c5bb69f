import type { UpstreamHeaders } from '../../upstream-headers.js';

const USUAL_MILLISECONDS = 4000;
const MARGIN_MILLISECONDS = 1000;
const LONGEST_MILLISECONDS = 60_000;
const CLOSE = /(?:^|,)[ \t]*close[ \t]*(?:,|$)/i;
const TIMEOUT = /(?:^|[,; \t])timeout=(\d{1,9})(?:[,; \t]|$)/i;

/**
 * idleTime is how many milliseconds a connection may rest after a response before it is used again; 0 is not at
 * all.
 *
 * A connection that its server closes just as a request is written on it fails that call, so a rest ends before
 * the server's own limit: 1 s before the one it states, else after 4 s, because uvicorn closes after 5 s and says
 * nothing.
 */
export function idleTime(http10: boolean, headers: UpstreamHeaders): number {
  if (http10 || CLOSE.test(headers.combined('connection') ?? '')) return 0;
  const hint = headers.get('keep-alive');
  const stated = hint === undefined ? undefined : TIMEOUT.exec(hint)?.[1];
  if (stated === undefined) return USUAL_MILLISECONDS;
  const usable = Number(stated) * 1000 - MARGIN_MILLISECONDS;
  return Math.min(Math.max(0, usable), LONGEST_MILLISECONDS);
}
