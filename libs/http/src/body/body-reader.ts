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
  async read(exchange: Exchange): Promise<void> {
    const { 'content-encoding': encoding, 'content-length': length = 0 } = exchange.request.headers;
    if (Number(length) > this.limit) throw tooLarge(this.limit);
    let bytes = await this.collect(exchange);
    if (encoding !== undefined) {
      bytes = await decodeContent(encoding, bytes, this.limit);
      this.budget.take(exchange, bytes.length);
    }
    exchange.bodyBytes = bytes;
    exchange.body = parse(bytes);
  }

  private collect(exchange: Exchange): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      const body = exchange.request;
      const fail = (error: Error) => {
        body.off('data', take).off('error', fail).on('error', ignore).resume();
        reject(error);
      };
      const take = (part: Buffer) => {
        try {
          this.admit(exchange, part.length);
          parts.push(part);
        } catch (refusal) {
          fail(refusal as Error);
        }
      };
      body.on('data', take).on('error', fail);
      body.on('end', () => resolve(parts.length === 1 ? parts[0]! : Buffer.concat(parts)));
    });
  }

  private admit(exchange: Exchange, bytes: number): void {
    this.budget.take(exchange, bytes);
    if (exchange.bodyHeld > this.limit) throw tooLarge(this.limit);
  }
}

/** A body that was refused is read to its end unseen; how that goes changes nothing any more. */
function ignore(): void {}

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
