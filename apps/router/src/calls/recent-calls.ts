import { systemClock, type Clock } from '@app/kernel';
import type { ToolCallRecord } from '@app/mcp';

const HOUR_MS = 3_600_000;
const BUCKET_MS = 60_000;

interface Calls {
  lastAt: number;
  /** Errors by the minute that they came in. */
  readonly errors: Map<number, number>;
}

/** What is known of a server's calls since this router started. */
export interface CallSummary {
  /** RFC 3339 */
  readonly lastCall: string;
  /** Calls that failed within the last hour, by the tool's word or its server's. */
  readonly errors: number;
}

/** RecentCalls remembers when each server was last called and how often that failed of late; refusals are no calls. */
export class RecentCalls {
  private readonly servers = new Map<string, Calls>();

  /** `isServer` keeps out what the registry does not have, so that no client fills the memory. */
  constructor(
    private readonly isServer: (id: string) => boolean,
    private readonly clock: Clock = systemClock,
  ) {}

  note({ server, result }: Pick<ToolCallRecord, 'server' | 'result'>): void {
    if (result === 'denied' || !this.isServer(server)) return;
    const now = this.clock.now();
    const calls = this.servers.get(server) ?? { lastAt: now, errors: new Map<number, number>() };
    this.servers.set(server, calls);
    calls.lastAt = now;
    if (result !== 'error' && result !== 'tool_error') return;
    const bucket = Math.floor(now / BUCKET_MS);
    calls.errors.set(bucket, (calls.errors.get(bucket) ?? 0) + 1);
    forgetOld(calls.errors, now);
  }

  /** of is undefined for a server that was not called yet. */
  of(server: string): CallSummary | undefined {
    const calls = this.servers.get(server);
    if (calls === undefined) return undefined;
    forgetOld(calls.errors, this.clock.now());
    const errors = [...calls.errors.values()].reduce((sum, count) => sum + count, 0);
    return { lastCall: new Date(calls.lastAt).toISOString(), errors };
  }
}

function forgetOld(errors: Map<number, number>, now: number): void {
  for (const bucket of errors.keys()) if ((bucket + 1) * BUCKET_MS <= now - HOUR_MS) errors.delete(bucket);
}
