import { DomainError } from '@app/kernel';
import type { Exchange } from '../exchange/exchange.js';

/** BodyBudget bounds the bytes that the bodies of all requests in flight may hold in memory together. */
export class BodyBudget {
  private held = 0;

  constructor(private readonly total: number) {}

  /** take throws `overloaded` when so many bytes are not left. */
  take(exchange: Exchange, bytes: number): void {
    if (this.held + bytes > this.total) {
      throw new DomainError('overloaded', 'too many large requests at once', { retryAfter: 1 });
    }
    this.held += bytes;
    exchange.bodyHeld += bytes;
  }

  /** release gives back what an ended exchange holds. */
  release(exchange: Exchange): void {
    this.held -= exchange.bodyHeld;
    exchange.bodyHeld = 0;
  }
}
