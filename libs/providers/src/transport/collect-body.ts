import { providerError } from '../provider-error.js';
import type { UpstreamBody } from './upstream-body.js';

/** collectBody reads a body to its end; one of over `limit` bytes is cancelled with `upstream_malformed`. */
export async function collectBody(body: UpstreamBody, limit: number, upstream: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) {
      const message = `The upstream "${upstream}" sent a reply of over ${limit} bytes.`;
      throw providerError('upstream_malformed', message, { upstream });
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

/** collectAtMost reads up to `limit` bytes of a body and cancels the rest. */
export async function collectAtMost(body: UpstreamBody, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= limit) break;
  }
  return Buffer.concat(chunks, Math.min(size, limit));
}
