import { join } from 'node:path';
import { RateLimit, RedisWindows, RegistryPolicy, ToolLocks, type ServerRegistry } from '@app/mcp';
import { policyMetrics } from '../policy/policy-metrics.js';
import type { Ends } from './ends.js';
import type { ToolSurroundings } from './tools.js';

export interface PolicyParts {
  readonly policy: RegistryPolicy;
  readonly locks: ToolLocks;
}

/** openPolicy opens what decides who may use what: the registry's rules, the limits, and the lock of the definitions. */
export async function openPolicy(
  { variables, logger, metrics, redis }: ToolSurroundings,
  registry: ServerRegistry,
  ends: Ends,
): Promise<PolicyParts> {
  const locks = await ToolLocks.open({
    path: join(variables.DATA_DIR, 'mcp', 'tool-locks.json'),
    quarantined: (server, tool) =>
      logger.warn({ server, tool }, 'a tool changed its definition and waits for an operator'),
    trouble: ({ message }) => logger.error({ reason: message }, 'the lock of the tools cannot be kept'),
  });
  ends.add(() => locks.close());
  const windows = redis && new RedisWindows(redis, limitTrouble(logger));
  policyMetrics(metrics, { locks, windows });
  return { policy: new RegistryPolicy((server) => registry.entryOf(server), new RateLimit(windows)), locks };
}

function limitTrouble(logger: ToolSurroundings['logger']) {
  return {
    degraded: (reason: string) =>
      logger.warn({ reason }, 'Redis keeps no limits: this router counts for itself'),
    restored: () => logger.info('limits are shared again'),
  };
}
