import type { CallerClaims } from '@app/kernel';
import type { Endpoint } from '@app/providers';

/** CallBegun is what is known of a call when it starts: names and counts, never content. */
export interface CallBegun {
  readonly requestId: string;
  readonly endpoint: Endpoint;
  /** `provider/model`. */
  readonly model: string;
  readonly provider: string;
  readonly service: string;
  readonly client: string;
  /** What the caller says of its request; proves nothing. */
  readonly claims: CallerClaims | undefined;
  /** performance.now() when the request came. */
  readonly startedAt: number;
}

/** CallEnded is one call that is over. What its upstream did not tell is undefined. */
export interface CallEnded extends CallBegun {
  /** performance.now(). */
  readonly endedAt: number;
  readonly firstTokenAt: number | undefined;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly tokensPerSecond: number | undefined;
  /** `ok` or the code of an error. */
  readonly outcome: string;
  readonly finishReason: string | undefined;
}

/** RunningCall is a call that has begun. */
export interface RunningCall {
  readonly begun: CallBegun;
  /** Where CallBook keeps it. */
  place: number;
}

const MOST_KEPT = 1_000;

/**
 * CallBook knows the calls that run and the last 1,000 that ended. Both are plain arrays, as every call passes here:
 * the running ones with swapping removal, the ended ones a ring.
 */
export class CallBook {
  private readonly calls: RunningCall[] = [];
  private readonly ring: CallEnded[] = [];
  private next = 0;

  begin(call: RunningCall): void {
    call.place = this.calls.push(call) - 1;
  }

  end(call: RunningCall, ended: CallEnded): void {
    this.remove(call);
    this.ring[this.next] = ended;
    this.next = (this.next + 1) % MOST_KEPT;
  }

  /** The calls that run now, in no order. */
  get running(): readonly CallBegun[] {
    return this.calls.map(({ begun }) => begun);
  }

  inFlight(model: string): number {
    return this.calls.filter(({ begun }) => begun.model === model).length;
  }

  /** ended yields the kept calls, the newest first. */
  *ended(): Generator<CallEnded> {
    const { length } = this.ring;
    for (let back = 1; back <= length; back++) {
      const call = this.ring[(this.next - back + length) % length];
      if (call) yield call;
    }
  }

  private remove(call: RunningCall): void {
    const { place } = call;
    if (this.calls[place] !== call) return;
    const last = this.calls.pop() as RunningCall;
    if (last === call) return;
    this.calls[place] = last;
    last.place = place;
  }
}
