import { DomainError } from '@app/kernel';
import type { Exchange } from '../exchange/exchange.js';
import type { BodyBudget } from './body-budget.js';
import { decodeContent, tooLarge } from './content-coding.js';

export interface BodyLimits {
  /** Largest body in bytes, as sent and after decompression. */
  readonly each: number;
  /** Bytes that the bodies of all requests in flight may take together. */
  readonly together: number;
}

type Done = (error: Error | null) => void;

/** BodyReader reads the JSON body of an exchange: parsed once, its bytes kept beside it. */
export class BodyReader {
  constructor(
    private readonly limit: number,
    private readonly budget: BodyBudget,
  ) {}

  /**
   * read fills the exchange's `body` and `bodyBytes`. Rejects with `body_too_large`, `overloaded`, `invalid_json`,
   * `invalid_request` or `unsupported_media_type`.
   */
  read(exchange: Exchange): Promise<void> {
    return new Promise((resolve, reject) => {
      this.readThen(exchange, (error) => (error ? reject(error) : resolve()));
    });
  }

  private readThen(exchange: Exchange, done: Done): void {
    const { 'content-encoding': encoding, 'content-length': length = 0 } = exchange.request.headers;
    if (Number(length) > this.limit) return done(tooLarge(this.limit));
    return this.collect(exchange, (error, sent) => {
      if (error) return done(error);
      if (encoding === undefined) return conclude(exchange, sent, done);
      return void this.decode(exchange, encoding, sent, done);
    });
  }

  private collect(exchange: Exchange, done: (error: Error | null, bytes: Buffer) => void): void {
    const parts: Buffer[] = [];
    const body = exchange.request;
    const finish = () => done(null, parts.length === 1 ? parts[0]! : Buffer.concat(parts));
    const fail = (error: Error) => {
      body.off('data', take).off('end', finish).off('error', fail).on('error', ignore).resume();
      done(error, Buffer.alloc(0));
    };
    const take = (part: Buffer) => {
      const refusal = this.admit(exchange, part.length);
      if (refusal) fail(refusal);
      else parts.push(part);
    };
    body.on('data', take).on('end', finish).on('error', fail);
  }

  private async decode(exchange: Exchange, encoding: string, sent: Buffer, done: Done): Promise<void> {
    try {
      const bytes = await decodeContent(encoding, sent, this.limit);
      this.budget.take(exchange, bytes.length);
      conclude(exchange, bytes, done);
    } catch (error) {
      done(error as Error);
    }
  }

  private admit(exchange: Exchange, bytes: number): Error | undefined {
    try {
      this.budget.take(exchange, bytes);
    } catch (error) {
      return error as Error;
    }
    return exchange.bodyHeld > this.limit ? tooLarge(this.limit) : undefined;
  }
}

/** A body that was refused is read to its end unseen; how that goes changes nothing any more. */
function ignore(): void {}

function conclude(exchange: Exchange, bytes: Buffer, done: Done): void {
  exchange.bodyBytes = bytes;
  try {
    exchange.body = parse(bytes);
  } catch (error) {
    return done(error as Error);
  }
  return done(null);
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
