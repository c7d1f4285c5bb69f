import { isDeepStrictEqual } from 'node:util';
import type { Provider, ProviderSettings } from '@app/providers';

interface Seat {
  readonly settings: ProviderSettings;
  readonly provider: Provider;
  calls: number;
  retired: boolean;
}

/** Lease keeps a provider open while a call runs on it. */
export interface Lease {
  readonly provider: Provider;
  release(): void;
}

/**
 * ProviderRegistry holds the live providers, in the order of the configuration. A changed configuration leaves
 * unchanged providers alone; a removed one takes no new call and closes when its last call has ended.
 */
export class ProviderRegistry {
  #seats: ReadonlyMap<string, Seat> = new Map();

  constructor(
    settings: readonly ProviderSettings[],
    private readonly create: (settings: ProviderSettings) => Provider,
  ) {
    this.replace(settings);
  }

  /** replace throws what `create` throws; then nothing has changed, and what was made for it is closed. */
  replace(settings: readonly ProviderSettings[]): void {
    const before = this.#seats;
    const made: Seat[] = [];
    const seatFor = (wanted: ProviderSettings): Seat => {
      const seat = before.get(wanted.id);
      if (seat && isDeepStrictEqual(seat.settings, wanted)) return seat;
      made.push(this.seat(wanted));
      return made.at(-1) as Seat;
    };
    try {
      this.#seats = new Map(settings.map((wanted) => [wanted.id, seatFor(wanted)]));
    } catch (error) {
      made.forEach(retire);
      throw error;
    }
    const kept = new Set(this.#seats.values());
    for (const seat of before.values()) if (!kept.has(seat)) retire(seat);
  }

  get providers(): Provider[] {
    return [...this.#seats.values()].map((seat) => seat.provider);
  }

  has(id: string): boolean {
    return this.#seats.has(id);
  }

  /** lease returns undefined when no provider of that id is configured any more. */
  lease(id: string): Lease | undefined {
    const seat = this.#seats.get(id);
    if (!seat) return undefined;
    return new SeatLease(seat);
  }

  async close(): Promise<void> {
    await Promise.all(this.providers.map((provider) => provider.close()));
  }

  private seat(settings: ProviderSettings): Seat {
    return { settings, provider: this.create(settings), calls: 0, retired: false };
  }
}

class SeatLease implements Lease {
  private released = false;

  constructor(private readonly seat: Seat) {
    seat.calls += 1;
  }

  get provider(): Provider {
    return this.seat.provider;
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    const { seat } = this;
    seat.calls -= 1;
    if (seat.retired && seat.calls === 0) void seat.provider.close();
  }
}

function retire(seat: Seat): void {
  seat.retired = true;
  if (seat.calls === 0) void seat.provider.close();
}
