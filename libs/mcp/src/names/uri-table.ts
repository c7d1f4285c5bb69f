const SCHEME = /^mcp\+([a-z0-9][a-z0-9.-]{0,62}):/;

/** NativeUri is a resource's URI, or a template of URIs, as its server writes it. */
export interface NativeUri {
  readonly server: string;
  readonly uri: string;
}

/**
 * UriTable gives the resources of many servers URIs of their own: `mcp+<server>:` in front of the original, which stays a
 * valid URI and a valid RFC 6570 template, keeps `..` and queries as they are, and is read back without any table. A scheme
 * has no `_`, so that a server's `_` becomes the `.` that no server's id has.
 */
export class UriTable {
  /** With `only`, the server of a view of one, whose URIs are left alone. */
  constructor(private readonly only?: string) {}

  exposed(server: string, uri: string): string {
    return this.only === undefined ? `mcp+${server.replaceAll('_', '.')}:${uri}` : uri;
  }

  /** native is undefined for a URI that belongs to nobody. */
  native(exposed: string): NativeUri | undefined {
    if (this.only !== undefined) return { server: this.only, uri: exposed };
    const server = SCHEME.exec(exposed)?.[1];
    if (server === undefined) return undefined;
    return { server: server.replaceAll('.', '_'), uri: exposed.slice(`mcp+${server}:`.length) };
  }
}
