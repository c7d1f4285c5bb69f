import { DomainError } from '@app/kernel';

/** A place for one watch that is about to begin; to be released when it has begun, or did not. */
export interface Reservation {
  release(): void;
}

/** Reservations keep two calls at the same time from beginning the same watch, or more watches than there may be. */
export class Reservations {
  private readonly taken = new Set<string>();

  get count(): number {
    return this.taken.size;
  }

  /** Throws `watch_active` when somebody else holds the place of this configuration. */
  take(configName: string): Reservation {
    if (this.taken.has(configName))
      throw watchActive('another call is starting this training just now: ask again for its watch');
    this.taken.add(configName);
    return { release: () => void this.taken.delete(configName) };
  }
}

export function watchActive(message: string): DomainError {
  return new DomainError('watch_active', message, { param: 'config_name' });
}
