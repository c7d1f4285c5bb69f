import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { DomainError } from '@app/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BodyBudget } from './body-budget.js';

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

export interface BodyLimits {
  /** Largest body in bytes, as sent and after decompression. */
  readonly each: number;
  /** Bytes that the bodies of all requests in flight may take together. */
  readonly together: number;
}

/** acceptJson makes `application/json` the only body that the app reads: parsed once, its bytes kept beside it. */
export function acceptJson(server: FastifyInstance, limits: BodyLimits): void {
  const reader = new BodyReader(limits.each, new BodyBudget(server, limits.together));
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { bodyLimit: limits.each },
    (request: FastifyRequest, payload: AsyncIterable<Buffer>) => reader.read(request, payload),
  );
}

class BodyReader {
  constructor(
    private readonly limit: number,
    private readonly budget: BodyBudget,
  ) {}

  async read(request: FastifyRequest, payload: AsyncIterable<Buffer>): Promise<unknown> {
    if (Number(request.headers['content-length'] ?? 0) > this.limit) throw tooLarge(this.limit);
    const sent = await this.collect(request, payload);
    const bytes = await decoded(request.headers['content-encoding'], sent, this.limit);
    if (bytes !== sent) this.budget.take(request, bytes.length);
    request.bodyBytes = bytes;
    return parse(bytes);
  }

  private async collect(request: FastifyRequest, payload: AsyncIterable<Buffer>): Promise<Buffer> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of payload) {
      size += part.length;
      if (size > this.limit) throw tooLarge(this.limit);
      this.budget.take(request, part.length);
      parts.push(part);
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, size);
  }
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
