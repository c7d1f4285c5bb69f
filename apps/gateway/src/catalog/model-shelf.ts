import type { Clock } from '@app/kernel';
import type { Provider, ProviderModel } from '@app/providers';

/** A provider that did not answer is asked again after this time, however long a list lives. */
const RETRY_MS = 5_000;
/** How long one attempt may take: a list is wanted within two seconds. */
const ATTEMPT_MS = 1_900;

/** ModelShelf is one provider's models as last seen. While the provider is down the old list stays, as stale. */
export class ModelShelf {
  #models: readonly ProviderModel[] = [];
  #stale = false;
  #seen = false;
  #goodUntil = 0;
  #attemptedAt = Number.NEGATIVE_INFINITY;
  #attempt: Promise<void> | undefined;

  constructor(
    readonly provider: Provider,
    private readonly ttlMs: number,
    private readonly clock: Clock,
    private readonly onFailure: (provider: string, error: unknown) => void,
  ) {}

  get models(): readonly ProviderModel[] {
    return this.#models;
  }

  /** True when the last attempt failed and `models` is what was known before. */
  get stale(): boolean {
    return this.#stale;
  }

  /** True once the provider has been asked, whatever came of it. */
  get asked(): boolean {
    return this.#seen || this.#stale;
  }

  get expired(): boolean {
    return this.clock.monotonic() >= this.#goodUntil;
  }

  /** True when the last attempt is so fresh that asking again would tell nothing new. */
  get justAsked(): boolean {
    return this.clock.monotonic() - this.#attemptedAt < RETRY_MS;
  }

  /** refresh asks the provider; callers at the same time share one attempt. It never rejects. */
  refresh(): Promise<void> {
    this.#attempt ??= this.ask().finally(() => (this.#attempt = undefined));
    return this.#attempt;
  }

  expire(): void {
    this.#goodUntil = 0;
    this.#attemptedAt = Number.NEGATIVE_INFINITY;
  }

  private async ask(): Promise<void> {
    this.#attemptedAt = this.clock.monotonic();
    try {
      this.#models = await this.provider.listModels(AbortSignal.timeout(ATTEMPT_MS));
      this.#seen = true;
      this.#stale = false;
      this.#goodUntil = this.clock.monotonic() + this.ttlMs;
    } catch (error) {
      if (!this.#stale) this.onFailure(this.provider.id, error);
      this.#stale = true;
      this.#goodUntil = this.clock.monotonic() + Math.min(this.ttlMs, RETRY_MS);
    }
  }
}
