import type { IncomingMessage } from 'node:http';

const SESSION_COOKIE = 'switchyard_session';

/** What newSecret makes. */
const ID = /^[A-Za-z0-9_-]{43}$/;

/**
 * sessionIdIn returns the id that a request's cookies hold. Of several of that name none counts: somebody else has set
 * one, and which is ours cannot be told.
 */
export function sessionIdIn({ headers }: IncomingMessage): string | undefined {
  const ours = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${SESSION_COOKIE}=`))
    .map((pair) => pair.slice(SESSION_COOKIE.length + 1));
  const [id] = ours;
  return ours.length === 1 && id !== undefined && ID.test(id) ? id : undefined;
}

/** sessionCookie lives until the browser closes; when it ends is the server's to say. */
export function sessionCookie(id: string, secure: boolean): string {
  return `${SESSION_COOKIE}=${id}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}

/** noSessionCookie takes it away. */
export function noSessionCookie(secure: boolean): string {
  return `${sessionCookie('', secure)}; Max-Age=0`;
}
