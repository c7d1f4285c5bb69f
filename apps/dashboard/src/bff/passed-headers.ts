import type { IncomingHttpHeaders } from 'node:http';
import type { UpstreamName } from '../upstreams/upstream-name.js';

/** What a page may say upstream. Never in it: cookies, credentials, and who it claims to be. */
const ASKED = [
  'accept',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
  'prefer',
  'traceparent',
  'x-change-reason',
];

/** What an upstream may say to a page. Never in it: cookies, and what is about the connection. */
const ANSWERED = [
  'cache-control',
  'content-disposition',
  'content-length',
  'content-type',
  'etag',
  'mcp-protocol-version',
  'mcp-session-id',
  'preference-applied',
  'retry-after',
  'x-accel-buffering',
  'x-run-id',
  'x-switchyard-stale',
];

/** askedHeaders are those of a page's request that go upstream. */
export function askedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return picked(headers, ASKED);
}

/** answeredHeaders are those of an upstream's answer that reach the page; a place upstream becomes one of ours. */
export function answeredHeaders(
  upstream: UpstreamName,
  headers: IncomingHttpHeaders,
): Record<string, string> {
  const kept = picked(headers, ANSWERED);
  const { location } = headers;
  if (location?.startsWith('/') && !location.startsWith('//'))
    kept['location'] = `/bff/${upstream}${location}`;
  return kept;
}

function picked(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  const found = names.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(found);
}
