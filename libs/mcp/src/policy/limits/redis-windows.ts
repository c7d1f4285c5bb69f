import { systemClock, type Clock } from '@app/kernel';
import { GatheredTakes, type Grant, type TakeBatch } from './gathered-takes.js';
import { SLOT_MS, WINDOW_SLOTS } from './sliding-window.js';

/** LimitRedis is what a shared limit needs of a connection; one of ioredis that fails at once while Redis is away has it. */
export interface LimitRedis {
  eval(script: string, keys: number, ...values: (string | number)[]): Promise<unknown>;
}

export interface RateLimitListener {
  /** Redis is away: each router counts for itself until `restored`. */
  degraded(reason: string): void;
  restored(): void;
}

/** No call waits longer for Redis. */
const ANSWER_MS = 50;
/** How long Redis is left alone after it failed; then one call asks. */
const PAUSE_MS = 1_000;
const KEY_PREFIX = '{switchyard}:mcp-rate:';

/**
 * KEYS: a hash of calls by second. ARGV: limit, slots of the window, milliseconds of a slot, calls. Counts the calls that
 * pass and answers how many those are, and the milliseconds after which another one passes. Time is that of Redis, so that
 * all routers agree; seconds that lie ahead are from before its clock was set back.
 */
const TAKE = `
local limit, slots, slot_ms, calls = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local slot = math.floor(now / slot_ms)
local all = redis.call('HGETALL', KEYS[1])
local seen, gone, total = {}, {}, 0
for i = 1, #all, 2 do
  local at, count = tonumber(all[i]), tonumber(all[i + 1])
  if at <= slot - slots or at > slot then
    gone[#gone + 1] = all[i]
  else
    seen[#seen + 1] = { at, count }
    total = total + count
  end
end
if #gone > 0 then redis.call('HDEL', KEYS[1], unpack(gone)) end
local passed = math.min(calls, math.max(0, limit - total))
if passed > 0 then
  redis.call('HINCRBY', KEYS[1], string.format('%d', slot), passed)
  redis.call('PEXPIRE', KEYS[1], (slots + 1) * slot_ms)
  seen[#seen + 1] = { slot, passed }
  total = total + passed
end
if passed == calls then return { passed, 0 } end
table.sort(seen, function(a, b) return a[1] < b[1] end)
for _, each in ipairs(seen) do
  total = total - each[2]
  if total < limit then return { passed, (each[1] + slots) * slot_ms - now } end
end
return { passed, slots * slot_ms }`;

/** RedisWindows counts the calls of all routers together. */
export class RedisWindows {
  private readonly takes: GatheredTakes;
  private failing = false;
  private askAgainAt = 0;

  constructor(
    private readonly redis: LimitRedis,
    private readonly listener: RateLimitListener,
    private readonly clock: Clock = systemClock,
    private readonly answerMs = ANSWER_MS,
  ) {
    this.takes = new GatheredTakes((key, batch) => this.ask(key, batch), clock);
  }

  /** Redis is away, or was when it was last asked. */
  get degraded(): boolean {
    return this.failing;
  }

  /**
   * take counts a call that passes and returns 0, else the milliseconds after which one does; undefined when Redis did
   * not say so within 50 ms.
   */
  take(key: string, limit: number): Promise<number | undefined> {
    return this.takes.take(key, limit);
  }

  private async ask(key: string, { limit, count, since }: TakeBatch): Promise<Grant | undefined> {
    const now = this.clock.monotonic();
    if (this.failing && now < this.askAgainAt) return undefined;
    this.askAgainAt = now + PAUSE_MS;
    const values = [`${KEY_PREFIX}${key}`, limit, WINDOW_SLOTS, SLOT_MS, count];
    try {
      const answer = await within(this.answerMs - (now - since), this.redis.eval(TAKE, 1, ...values));
      this.succeeded();
      const [passed, waitMs] = answer as [number, number];
      return { passed, waitMs };
    } catch (error) {
      this.failed(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  private succeeded(): void {
    if (!this.failing) return;
    this.failing = false;
    this.listener.restored();
  }

  private failed(reason: string): void {
    this.askAgainAt = this.clock.monotonic() + PAUSE_MS;
    if (this.failing) return;
    this.failing = true;
    this.listener.degraded(reason);
  }
}

async function within(ms: number, call: Promise<unknown>): Promise<unknown> {
  const late = Promise.withResolvers<never>();
  const tooLate = () => late.reject(new Error('Redis did not answer in time'));
  // An answer that has come while this process was busy is read before the time is up.
  const timer = setTimeout(() => setImmediate(tooLate), Math.max(0, ms));
  try {
    return await Promise.race([call, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
