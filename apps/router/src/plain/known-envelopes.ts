import type { Exchange } from '@app/http';
import type { JsonObject } from '@app/kernel';
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  LOG_LEVEL_META_KEY,
  PROTOCOL_VERSION_META_KEY,
} from '@modelcontextprotocol/server';
import type { PlainCall } from './plain-call.js';

const MOST_KNOWN = 1_024;
const LONGEST = 4_096;
const VERSION = '2026-07-28';

/**
 * KnownEnvelopes remembers what clients of the modern era say of themselves with each request, once the SDK has found
 * it good: the same words are good again.
 */
export class KnownEnvelopes {
  private readonly known = new Set<string>();

  get size(): number {
    return this.known.size;
  }

  /**
   * has tells whether a call's envelope is known and its headers say what its body says (2026-07-28, basic/transports,
   * "Standard headers"). A name that a header holds in another form does not count, nor does a call that wants progress or
   * log messages, which come on a stream.
   */
  has({ request }: Exchange, { name, meta }: PlainCall): boolean {
    const { headers } = request;
    if (meta === undefined || meta[PROTOCOL_VERSION_META_KEY] !== VERSION) return false;
    if ('progressToken' in meta || LOG_LEVEL_META_KEY in meta) return false;
    const agree =
      headers['mcp-protocol-version'] === VERSION &&
      headers['mcp-method'] === 'tools/call' &&
      headers['mcp-name'] === name &&
      headers['mcp-session-id'] === undefined;
    return agree && this.known.has(textOf(meta));
  }

  /** learn is for a call that the SDK has served. */
  learn({ meta }: PlainCall): void {
    if (meta === undefined || meta[PROTOCOL_VERSION_META_KEY] !== VERSION) return;
    const text = textOf(meta);
    if (text.length > LONGEST || this.known.has(text)) return;
    const [oldest] = this.known.size >= MOST_KNOWN ? this.known : [];
    if (oldest !== undefined) this.known.delete(oldest);
    this.known.add(text);
  }
}

function textOf(meta: JsonObject): string {
  return JSON.stringify([meta[CLIENT_INFO_META_KEY], meta[CLIENT_CAPABILITIES_META_KEY]]);
}
