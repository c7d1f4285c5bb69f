import type { IncomingMessage } from 'node:http';

/** ProxyTrust says where a request comes from, by the word of the reverse proxy in front when there is one. */
export class ProxyTrust {
  constructor(
    private readonly trusted: boolean,
    private readonly alwaysSecure: boolean,
  ) {}

  /** The last address that a trusted proxy wrote down: all before it are the client's own words. */
  addressOf({ headers, socket }: IncomingMessage): string {
    const peer = socket.remoteAddress ?? '';
    if (!this.trusted) return peer;
    const last = headers['x-forwarded-for']?.toString().split(',').at(-1)?.trim();
    return last === undefined || last === '' ? peer : last.slice(0, 64);
  }

  /** Whether the browser's own connection is TLS. */
  isSecure({ headers }: IncomingMessage): boolean {
    if (this.alwaysSecure) return true;
    return this.trusted && headers['x-forwarded-proto']?.toString().split(',').at(-1)?.trim() === 'https';
  }
}
