import { requestFingerprint } from '@app/jobs';
import type { JsonObject, JsonValue } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Change, ChangeCaller, ChangeWish } from './change.js';
import { ChangeDesk } from './change-desk.js';

/** ChangeDoor is HTTP's side of the ChangeDesk: who asks, how the answer is wanted, and which status it has. */
@Injectable()
export class ChangeDoor {
  constructor(private readonly desk: ChangeDesk) {}

  /** take answers 202 with the job's Location when the change is accepted and nobody waits for its end. */
  async take(
    change: Change,
    wish: ChangeWish,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<JsonObject> {
    const { body, job } = await this.desk.change(change, wish, callerOf(request));
    if (job !== undefined) void reply.status(202).header('location', `/jobs/${job}`);
    return body;
  }
}

/** callerOf is who asks for a change, and how. */
export function callerOf({ client, exchange, method, url, body, headers }: FastifyRequest): ChangeCaller {
  return {
    client,
    requestId: exchange.id,
    idempotencyKey: headers['idempotency-key']?.toString(),
    fingerprint: requestFingerprint(method, url, (body ?? null) as JsonValue),
    signal: exchange.signal,
    // RFC 7240, section 4.1.
    waits: !/\brespond-async\b/i.test(headers['prefer']?.toString() ?? ''),
  };
}
