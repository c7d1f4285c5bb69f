import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { DomainError } from '@app/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes after content decoding, exactly as the client wrote them. */
    bodyBytes?: Buffer;
    /** Code of the error that this request was answered with. */
    errorCode?: string;
  }
}

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const DECODERS: Readonly<Record<string, Decompress>> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};

/**
 * acceptJson makes `application/json` the only body that the app reads: parsed once, its bytes kept beside it.
 * `limit` bounds the bytes both as sent and after decompression.
 */
export function acceptJson(server: FastifyInstance, limit: number): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { bodyLimit: limit },
    (request: FastifyRequest, payload: AsyncIterable<Buffer>) => readBody(request, payload, limit),
  );
}

async function readBody(
  request: FastifyRequest,
  payload: AsyncIterable<Buffer>,
  limit: number,
): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const bytes = await decoded(request.headers['content-encoding'], await collect(payload, limit), limit);
  request.bodyBytes = bytes;
  return parse(bytes);
}

async function collect(payload: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of payload) {
    size += part.length;
    if (size > limit) throw tooLarge(limit);
    parts.push(part);
  }
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, size);
}

async function decoded(encoding: string | undefined, bytes: Buffer, limit: number): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return bytes;
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

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString());
  } catch (cause) {
    const position = /position (\d+)/.exec((cause as Error).message)?.[1];
    const where = position ? ` (at character ${position})` : '';
    throw new DomainError('invalid_json', `the body is not valid JSON${where}`);
  }
}

function tooLarge(limit: number): DomainError {
  return new DomainError('body_too_large', `the body is larger than the limit of ${limit} bytes`);
}
