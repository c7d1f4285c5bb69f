import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { DomainError } from '@app/kernel';

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const DECODERS: Readonly<Record<string, Decompress>> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};

/** decodeContent undoes a body's content-encoding; over `limit` bytes it stops with `body_too_large`. */
export async function decodeContent(encoding: string, bytes: Buffer, limit: number): Promise<Buffer> {
  if (encoding === 'identity') return bytes;
  const decode = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (!decode) {
    throw new DomainError('unsupported_media_type', 'content-encoding must be gzip, deflate, br or zstd');
  }
  try {
    return await decode(bytes, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new DomainError('invalid_request', `the body is not valid ${encoding}`, { cause });
  }
}

export function tooLarge(limit: number): DomainError {
  return new DomainError('body_too_large', `the body is larger than the limit of ${limit} bytes`);
}
