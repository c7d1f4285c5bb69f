export interface Reply {
  readonly status: number;
  /** Sent as JSON unless it is bytes or text. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly method: string;
  /** Decoded segments behind `/api`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer<ArrayBuffer>;
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function refused(status: number, error: string): Reply {
  return { status, body: { error } };
}

/** What the framework says of a path that the backend does not have. */
export function noSuchRoute(): Reply {
  return { status: 404, body: '<!DOCTYPE html><title>404</title>', headers: { 'content-type': 'text/html' } };
}

export function jsonOf({ bytes }: Call): Record<string, unknown> {
  return bytes.length === 0 ? {} : (JSON.parse(bytes.toString()) as Record<string, unknown>);
}
