import type { Clock } from '@app/kernel';

/** TakeBatch is calls of one key that are asked about together. */
export interface TakeBatch {
  readonly limit: number;
  readonly count: number;
  /** When the first of them came, on the monotonic clock. */
  readonly since: number;
}

/** Grant is how many calls of a batch pass, and after how many milliseconds one of the others would. */
export interface Grant {
  readonly passed: number;
  readonly waitMs: number;
}

/** Never rejects; undefined when there is no answer. */
export type AskForBatch = (key: string, batch: TakeBatch) => Promise<Grant | undefined>;

interface OpenBatch {
  limit: number;
  count: number;
  readonly since: number;
  readonly answer: PromiseWithResolvers<Grant | undefined>;
}

interface Lane {
  next: OpenBatch | undefined;
}

/**
 * GatheredTakes asks about one key once at a time: what comes meanwhile is asked about together next, so that a burst of
 * calls is two questions. Earlier calls pass first.
 */
export class GatheredTakes {
  /** Of the keys that are being asked about. */
  private readonly lanes = new Map<string, Lane>();

  constructor(
    private readonly ask: AskForBatch,
    private readonly clock: Clock,
  ) {}

  /** take returns 0 when the call passes, else the milliseconds after which one does; undefined without an answer. */
  async take(key: string, limit: number): Promise<number | undefined> {
    const lane = this.lanes.get(key);
    const batch = lane?.next ?? this.openBatch(limit);
    const place = batch.count++;
    batch.limit = limit;
    if (lane === undefined) void this.run(key, { next: batch });
    else lane.next = batch;
    const grant = await batch.answer.promise;
    if (grant === undefined) return undefined;
    return place < grant.passed ? 0 : grant.waitMs;
  }

  private async run(key: string, lane: Lane): Promise<void> {
    this.lanes.set(key, lane);
    while (lane.next !== undefined) {
      const batch = lane.next;
      lane.next = undefined;
      batch.answer.resolve(await this.ask(key, batch));
    }
    this.lanes.delete(key);
  }

  private openBatch(limit: number): OpenBatch {
    const answer = Promise.withResolvers<Grant | undefined>();
    return { limit, count: 0, since: this.clock.monotonic(), answer };
  }
}
