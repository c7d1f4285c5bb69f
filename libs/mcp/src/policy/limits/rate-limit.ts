import { systemClock, type Clock } from '@app/kernel';
import { MemoryWindows } from './memory-windows.js';
import type { RedisWindows } from './redis-windows.js';

/**
 * RateLimit lets so many calls pass in any 60 seconds: of all routers together while Redis answers, else of this process
 * alone. What passed by Redis' word is counted here too, so that Redis going away opens nothing anew.
 */
export class RateLimit {
  private readonly own: MemoryWindows;

  /** Without `shared` there is one router alone. */
  constructor(
    private readonly shared: RedisWindows | undefined,
    clock: Clock = systemClock,
  ) {
    this.own = new MemoryWindows(clock);
  }

  /** take counts a call that passes and returns 0, else the milliseconds after which the next one may. */
  async take(key: string, perMinute: number): Promise<number> {
    const wait = await this.shared?.take(key, perMinute);
    if (wait === undefined) return this.own.take(key, perMinute);
    if (wait <= 0) this.own.note(key);
    return wait;
  }
}
