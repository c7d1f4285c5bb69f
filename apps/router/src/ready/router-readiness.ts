import { everyOne, Readiness, type ReadyReport } from '@app/http';
import { pingRedis, type Redis } from '@app/jobs';
import type { ServerPool, ServerState } from '@app/mcp';

interface OptionalState {
  readonly name: string;
  readonly ok: boolean;
  readonly optional: true;
  /** Why not. */
  readonly error?: string;
}

interface RouterReport extends ReadyReport {
  /** How many servers are in each state; which ones, operators are told at /api/mcp/health. */
  readonly servers: Readonly<Partial<Record<ServerState, number>>>;
  readonly dependencies: readonly OptionalState[];
}

/**
 * routerReadiness is ready as soon as the registry is loaded: a server that is down fails its own calls alone, and
 * without Redis the router serves on.
 */
export function routerReadiness(
  pool: Pick<ServerPool, 'servers'>,
  redis: Redis | undefined,
): Readiness<RouterReport> {
  const optional = redis ? [{ name: 'redis', check: () => pingRedis(redis) }] : [];
  return new Readiness(async () => {
    const { dependencies } = await everyOne(optional);
    return {
      ready: true,
      servers: byState(pool),
      dependencies: dependencies.map((state) => ({ ...state, optional: true as const })),
    };
  });
}

function byState({ servers }: Pick<ServerPool, 'servers'>): RouterReport['servers'] {
  const counts: Partial<Record<ServerState, number>> = {};
  for (const { health } of servers.values()) counts[health.state] = (counts[health.state] ?? 0) + 1;
  return counts;
}
