import { once } from 'node:events';
import type { Exchange } from '@app/http';
import { DomainError, isJsonObject } from '@app/kernel';
import { Seats } from './backend/index.js';
import { abortSignalOf } from './mcp-http/index.js';
import { DOWNLOADS_AT_ONCE, isWholeDownload } from './models/index.js';

/** Callers that wait for their turn; each has a small body in memory, and a connection. */
const LONGEST_LINE = 64;

/**
 * LargeAnswers bounds the models that are in memory at once, through all doors of HTTP: a call that asks for a whole one
 * waits for its turn, which ends when its client has the whole answer or has left.
 */
export class LargeAnswers {
  private readonly seats = new Seats(DOWNLOADS_AT_ONCE);
  private waiting = 0;

  /** Nobody waits longer than `patienceSeconds`. */
  constructor(private readonly patienceSeconds: number) {}

  /** Throws `overloaded` when the line is too long or does not move, and the signal's reason when the client leaves. */
  async admit(exchange: Exchange): Promise<void> {
    if (!wantsWholeModel(exchange.body)) return;
    if (this.waiting >= LONGEST_LINE) throw overloaded();
    this.waiting += 1;
    try {
      await this.turn(exchange);
    } finally {
      this.waiting -= 1;
    }
  }

  private async turn(exchange: Exchange): Promise<void> {
    const late = AbortSignal.timeout(this.patienceSeconds * 1_000);
    const begun = Promise.withResolvers<void>();
    const untilAnswered = async () => {
      begun.resolve();
      if (!exchange.response.closed) await once(exchange.response, 'close');
    };
    this.seats.take(untilAnswered, AbortSignal.any([abortSignalOf(exchange), late])).catch(begun.reject);
    try {
      await begun.promise;
    } catch (error) {
      throw late.aborted && !exchange.signal.aborted ? overloaded() : error;
    }
  }
}

/** In the words of MCP or of the bridge, alone or among others. */
function wantsWholeModel(body: unknown): boolean {
  return [body].flat().some((one) => {
    if (!isJsonObject(one)) return false;
    const call = isJsonObject(one['params']) ? one['params'] : one;
    return isWholeDownload(call['name'] ?? call['tool'], call['arguments']);
  });
}

function overloaded(): DomainError {
  const message = `${DOWNLOADS_AT_ONCE} models are being sent already; try again later`;
  return new DomainError('overloaded', message, { retryAfter: 5 });
}
