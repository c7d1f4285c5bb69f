export interface Connection {
  /** Such as `http://localhost:8675`. */
  readonly url: string;
  readonly token?: string | undefined;
  /** For a whole exchange of JSON; for files, until the answer begins and between its parts. */
  readonly timeoutMs: number;
}

/** baseOf is the URL of the routes, whether or not the setting ends with a slash. */
export function baseOf({ url }: Connection): string {
  return `${url.replace(/\/+$/, '')}/api`;
}

export function authorizationOf({ token }: Connection): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
