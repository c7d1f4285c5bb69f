import { DomainError } from '@app/kernel';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Bytes of body budget that this request holds until it has been answered. */
    bodyHeld?: number;
  }
}

/** BodyBudget bounds the bytes that the bodies of all requests in flight may hold in memory together. */
export class BodyBudget {
  private held = 0;

  constructor(private readonly total: number) {}

  /** take throws `overloaded` when so many bytes are not left. */
  take(request: FastifyRequest, bytes: number): void {
    if (this.held + bytes > this.total) {
      throw new DomainError('overloaded', 'too many large requests at once', { retryAfter: 1 });
    }
    this.held += bytes;
    request.bodyHeld = (request.bodyHeld ?? 0) + bytes;
  }

  /** release gives back what an ended request holds. */
  release(request: FastifyRequest): void {
    this.held -= request.bodyHeld ?? 0;
    request.bodyHeld = 0;
  }
}
