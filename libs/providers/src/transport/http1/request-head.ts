import { validateHeaderName, validateHeaderValue } from 'node:http';

/** What of a request's head differs from call to call. */
export interface RequestLine {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Starts with a slash. */
  readonly path: string;
  readonly requestId?: string;
  readonly traceparent?: string;
}

/** Fields that say where a request ends or what its connection does. */
const OURS = ['host', 'connection', 'content-length', 'transfer-encoding', 'expect', 'upgrade'];
const ACCEPT = 'accept: application/json, text/event-stream\r\n';
const PATH = /^\/[!-~]*$/;
const VISIBLE = /^[ -~]*$/;

/**
 * RequestHead writes the heads of requests to one origin. Everything in them has been checked to be one line.
 *
 * @param url its path comes before every request's path.
 * @param headers sent with every request. A name or value that is none, or that decides where a request ends,
 *   throws a TypeError that names the header and never holds its value.
 */
export class RequestHead {
  private readonly prefix: string;
  private readonly constant: string;

  constructor(url: URL, headers: Readonly<Record<string, string>>) {
    this.prefix = url.pathname.replace(/\/+$/, '');
    const fields = Object.entries(headers).map(([name, value]) => checkedField(name, value));
    this.constant = [`host: ${url.host}\r\n`, ACCEPT, ...fields].join('');
  }

  /** with returns a whole head; `length` is that of the body in bytes, undefined for a request without one. */
  with(line: RequestLine, length: number | undefined): string {
    const { method, path, requestId, traceparent } = line;
    if (!PATH.test(path))
      throw new TypeError("An upstream request's path holds a character that no path has");
    let head = `${method} ${this.prefix}${path} HTTP/1.1\r\n${this.constant}`;
    if (length !== undefined) head += `content-type: application/json\r\ncontent-length: ${length}\r\n`;
    if (requestId !== undefined) {
      if (!VISIBLE.test(requestId)) throw new TypeError('x-request-id holds a character that is not visible');
      head += `x-request-id: ${requestId}\r\n`;
    }
    // Trace context is a courtesy: a call does not fail for it.
    if (traceparent !== undefined && VISIBLE.test(traceparent)) head += `traceparent: ${traceparent}\r\n`;
    return `${head}\r\n`;
  }
}

function checkedField(name: string, value: string): string {
  validateHeaderName(name);
  validateHeaderValue(name, value);
  if (OURS.includes(name.toLowerCase()))
    throw new TypeError(`The header "${name}" is not for a setting to give`);
  return `${name}: ${value}\r\n`;
}
