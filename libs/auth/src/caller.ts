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

/** callerOf reads the caller from a request: its key from Authorization, else from X-API-Key. */
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
  if (authorization !== undefined) return /^bearer +(\S+) *$/i.exec(authorization)?.[1];
  const key = headers['x-api-key'];
  return typeof key === 'string' && key !== '' ? key : undefined;
}
