import { createHash } from 'node:crypto';
import { DomainError } from '@app/kernel';
import { megabytes } from './model-files.js';

export interface Base64Content {
  readonly content: string;
  /** Bytes that were read. */
  readonly size: number;
  readonly sha256: string;
}

/**
 * base64Of reads a stream to its end and encodes it part by part, so that the bytes are never held beside their text.
 * Throws `model_too_large` as soon as more than `limit` bytes have come, whatever was said of the size before.
 */
export async function base64Of(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
  signal: AbortSignal,
): Promise<Base64Content> {
  const hash = createHash('sha256');
  let content = '';
  let size = 0;
  /** Three bytes make four letters; what is left over waits for the next part. */
  let left: Buffer = Buffer.alloc(0);
  for await (const part of stream) {
    signal.throwIfAborted();
    size += part.length;
    if (size > limit) throw tooLarge(size, limit);
    hash.update(part);
    const bytes = Buffer.concat([left, part]);
    const whole = bytes.length - (bytes.length % 3);
    content += bytes.toString('base64', 0, whole);
    left = Buffer.from(bytes.subarray(whole));
  }
  return { content: content + left.toString('base64'), size, sha256: hash.digest('hex') };
}

export function tooLarge(size: number, limit: number): DomainError {
  const message =
    `the model has ${megabytes(size)} MB or more, and one answer holds ${megabytes(limit)} MB ` +
    '(TRAINING_DOWNLOAD_MAX_BYTES); with include_content false the answer says where to fetch it';
  return new DomainError('model_too_large', message, { param: 'model_path' });
}
