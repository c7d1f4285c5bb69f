import { DomainError, systemClock, type Clock } from '@app/kernel';

/** LoadFailure is why the last load of a model failed. */
interface LoadFailure {
  /** Unix milliseconds. */
  readonly at: number;
  readonly message: string;
}

/** LoadTimes is what is known of a model's loads. */
export interface LoadTimes {
  /** Unix milliseconds since which one is under way; undefined: none is. */
  readonly since: number | undefined;
  /** Milliseconds that the last loads took, five at most, the oldest first. */
  readonly took: readonly number[];
  /** Present when the last load failed. */
  readonly failure: LoadFailure | undefined;
}

interface Entry {
  underWay: number;
  since: number;
  began: number;
  took: readonly number[];
  failure: LoadFailure | undefined;
}

const KEPT_LOADS = 5;
/** Names come from callers: over so many models, the one loaded longest ago makes room. */
const MOST_MODELS = 256;
/** Ended by us or by those who wait: that says nothing of the model. */
const NO_FAILURE: readonly string[] = ['shutting_down', 'client_closed_request'];

/** ModelLoads times the loads of a provider whose engine does not tell how far one is. */
export class ModelLoads {
  private readonly models = new Map<string, Entry>();

  constructor(private readonly clock: Clock = systemClock) {}

  /** timed notes the load that `act` does, and rejects as it does. Loads of one model at the same time count as one. */
  async timed<T>(model: string, act: () => Promise<T>): Promise<T> {
    const entry = this.begin(model);
    try {
      const result = await act();
      this.end(entry);
      return result;
    } catch (error) {
      this.fail(entry, error);
      throw error;
    }
  }

  of(model: string): LoadTimes {
    const { underWay, since, took, failure } = this.models.get(model) ?? NEVER;
    return { since: underWay > 0 ? since : undefined, took, failure };
  }

  private begin(model: string): Entry {
    const entry = this.models.get(model) ?? { ...NEVER };
    this.models.delete(model);
    this.models.set(model, entry);
    if (this.models.size > MOST_MODELS) this.models.delete(this.models.keys().next().value as string);
    if (entry.underWay === 0) {
      entry.since = this.clock.now();
      entry.began = this.clock.monotonic();
    }
    entry.underWay += 1;
    return entry;
  }

  private end(entry: Entry): void {
    entry.underWay -= 1;
    entry.failure = undefined;
    if (entry.underWay > 0) return;
    entry.took = [...entry.took, this.clock.monotonic() - entry.began].slice(-KEPT_LOADS);
  }

  private fail(entry: Entry, error: unknown): void {
    entry.underWay -= 1;
    if (!(error instanceof DomainError) || NO_FAILURE.includes(error.code)) return;
    entry.failure = { at: this.clock.now(), message: error.message };
  }
}

const NEVER: Entry = { underWay: 0, since: 0, began: 0, took: [], failure: undefined };
