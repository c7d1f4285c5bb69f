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
  server.addContentTypeParser('application/json', { bodyLimit: limits.each }, (request, _payload, done) => {
    reader.read(request, done);
  });
}

type Done = (error: Error | null, body?: unknown) => void;

/** Callbacks, not promises: this is on the path of every model call. */
class BodyReader {
  constructor(
    private readonly limit: number,
    private readonly budget: BodyBudget,
  ) {}

  read(request: FastifyRequest, done: Done): void {
    const { 'content-encoding': encoding, 'content-length': length = 0 } = request.headers;
    if (Number(length) > this.limit) return done(tooLarge(this.limit));
    return this.collect(request, (error, sent) => {
      if (error) return done(error);
      if (encoding === undefined) return conclude(request, sent, done);
      return void this.decode(request, encoding, sent, done);
    });
  }

  private collect(request: FastifyRequest, done: (error: Error | null, bytes: Buffer) => void): void {
    const parts: Buffer[] = [];
    const body = request.raw;
    const finish = () => done(null, parts.length === 1 ? parts[0]! : Buffer.concat(parts));
    const fail = (error: Error) => {
      body.off('data', take).off('end', finish).off('error', fail).on('error', ignore).resume();
      done(error, Buffer.alloc(0));
    };
    const take = (part: Buffer) => {
      const refusal = this.admit(request, part.length);
      if (refusal) fail(refusal);
      else parts.push(part);
    };
    body.on('data', take).once('end', finish).once('error', fail);
  }

  private async decode(request: FastifyRequest, encoding: string, sent: Buffer, done: Done): Promise<void> {
    try {
      const bytes = await decoded(encoding, sent, this.limit);
      this.budget.take(request, bytes.length);
      conclude(request, bytes, done);
    } catch (error) {
      done(error as Error);
    }
  }

  private admit(request: FastifyRequest, bytes: number): Error | undefined {
    try {
      this.budget.take(request, bytes);
    } catch (error) {
      return error as Error;
    }
    return (request.bodyHeld ?? 0) > this.limit ? tooLarge(this.limit) : undefined;
  }
}

/** A body that was refused is read to its end unseen; how that goes changes nothing any more. */
function ignore(): void {}

function conclude(request: FastifyRequest, bytes: Buffer, done: Done): void {
  request.bodyBytes = bytes;
  let body: unknown;
  try {
    body = parse(bytes);
  } catch (error) {
    return done(error as Error);
  }
  return done(null, body);
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
