import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { DomainError } from '@app/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BodyBudget } from './body-budget.js';
import type { Exchanges } from './exchanges.js';

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
export function acceptJson(server: FastifyInstance, exchanges: Exchanges, limits: BodyLimits): void {
  const budget = new BodyBudget(limits.together);
  const reader = new BodyReader(limits.each, budget);
  exchanges.onEnd((request) => budget.release(request));
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { bodyLimit: limits.each }, (request: FastifyRequest) =>
    reader.read(request),
  );
}

class BodyReader {
  constructor(
    private readonly limit: number,
    private readonly budget: BodyBudget,
  ) {}

  async read(request: FastifyRequest): Promise<unknown> {
    const sent = await this.collect(request);
    const encoding = request.headers['content-encoding'];
    const bytes = encoding === undefined ? sent : await decoded(encoding, sent, this.limit);
    if (bytes !== sent) this.budget.take(request, bytes.length);
    request.bodyBytes = bytes;
    return parse(bytes);
  }

  /** Listeners, not an async iterator: this is on the path of every model call, and half as dear. */
  private collect(request: FastifyRequest): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      const body = request.raw;
      const refuse = (error: Error) => {
        body.off('data', take).resume();
        reject(error);
      };
      const take = (part: Buffer) => {
        try {
          this.admit(request, part.length);
          parts.push(part);
        } catch (error) {
          refuse(error as Error);
        }
      };
      if (Number(request.headers['content-length'] ?? 0) > this.limit) return refuse(tooLarge(this.limit));
      body.on('data', take).once('end', () => resolve(parts.length === 1 ? parts[0]! : Buffer.concat(parts)));
      body.once('error', reject);
    });
  }

  private admit(request: FastifyRequest, bytes: number): void {
    this.budget.take(request, bytes);
    if ((request.bodyHeld ?? 0) > this.limit) throw tooLarge(this.limit);
  }
}

async function decoded(encoding: string, bytes: Buffer, limit: number): Promise<Buffer> {
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
