import { RateLimit, RedisWindows, RegistryPolicy, type ServerRegistry, type ToolLocks } from '@app/mcp';
import { policyMetrics } from '../policy/policy-metrics.js';
import type { ToolSurroundings } from './tools.js';

/** openPolicy makes what decides who may use what: the registry's rules and the limits. */
export function openPolicy(
  { logger, metrics, redis }: Pick<ToolSurroundings, 'logger' | 'metrics' | 'redis'>,
  registry: ServerRegistry,
  locks: ToolLocks,
): RegistryPolicy {
  const windows = redis && new RedisWindows(redis, limitTrouble(logger));
  policyMetrics(metrics, { locks, windows });
  return new RegistryPolicy((server) => registry.entryOf(server), new RateLimit(windows));
}

function limitTrouble(logger: ToolSurroundings['logger']) {
  return {
    degraded: (reason: string) =>
      logger.warn({ reason }, 'Redis keeps no limits: this router counts for itself'),
    restored: () => logger.info('limits are shared again'),
  };
}
