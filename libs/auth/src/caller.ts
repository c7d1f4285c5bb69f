import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Caller is what a request shows of who sends it. */
export interface Caller {
  readonly key: string | undefined;
  readonly address: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** True when a reverse proxy says that it speaks for somebody else: the address is then not the caller's. */
  readonly forwarded: boolean;
}

/**
 * callerOf reads the caller from a request: its key from `Authorization: Bearer`, else from X-API-Key. Credentials of
 * another scheme, such as those that a proxy asks for, are not for us.
 */
export function callerOf({ headers, socket }: IncomingMessage): Caller {
  return {
    key: presentedKey(headers),
    address: socket.remoteAddress ?? '',
    host: headers.host,
    origin: headers.origin,
    forwarded: headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined,
  };
}

function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined && IS_BEARER.test(authorization)) return bearerToken(authorization);
  const key = headers['x-api-key'];
  return typeof key === 'string' && key !== '' ? key : undefined;
}

const SCHEME = 'Bearer ';
const IS_BEARER = /^bearer(?: |$)/i;

/** bearerToken reads RFC 6750's credentials; as everybody writes them, without the cost of a pattern. */
function bearerToken(credentials: string): string | undefined {
  const start = SCHEME.length;
  const usual = credentials.length > start && credentials.startsWith(SCHEME);
  if (usual && !credentials.includes(' ', start)) return credentials.slice(start);
  return /^bearer +(\S+) *$/i.exec(credentials)?.[1];
}
