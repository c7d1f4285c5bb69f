import { askedGauge, type Registry } from '@app/http';
import type { RedisWindows, ToolLocks } from '@app/mcp';

export interface PolicyObserved {
  readonly locks: Pick<ToolLocks, 'waiting'>;
  /** Undefined without Redis. */
  readonly windows: Pick<RedisWindows, 'degraded'> | undefined;
}

/** policyMetrics shows what waits for an operator, and whether limits are shared as they should be. */
export function policyMetrics(registry: Registry, { locks, windows }: PolicyObserved): void {
  askedGauge(
    registry,
    {
      name: 'switchyard_mcp_quarantined_tools',
      help: 'Tools whose definition changed and was not accepted',
      labelNames: ['server'],
    },
    () => {
      const waiting = Map.groupBy(locks.waiting(), ({ server }) => server);
      return [...waiting].map(([server, tools]) => ({ labels: { server }, value: tools.length }));
    },
  );
  if (windows === undefined) return;
  askedGauge(
    registry,
    {
      name: 'switchyard_mcp_limits_degraded',
      help: '1 while Redis is away and each router keeps rate limits for itself',
      labelNames: [],
    },
    () => [{ labels: {}, value: Number(windows.degraded) }],
  );
}
