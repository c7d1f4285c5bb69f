import { DomainError } from '@app/kernel';
import { Hub, hubLimits, type HubLimits, type HubNotice, type ToolLocks } from '@app/mcp';
import { CallMetrics, shippingMetrics } from '../calls/call-metrics.js';
import { CallShipping } from '../calls/call-shipping.js';
import { RecentCalls } from '../calls/recent-calls.js';
import { ToolCallLog } from '../calls/tool-call-log.js';
import { LogDesk, type LogDeskParts } from '../logs/log-desk.js';
import { ServerLogs } from '../logs/server-logs.js';
import { KnownTools } from '../policy/known-tools.js';
import { QuarantineDesk } from '../policy/quarantine-desk.js';
import { ToolExplainer } from '../policy/tool-explainer.js';
import { openRegistry } from '../registry/registry-parts.js';
import { Ends } from './ends.js';
import { openKeys } from './open-keys.js';
import { openLocks } from './open-locks.js';
import { openPolicy } from './open-policy.js';
import { openPool } from './open-pool.js';
import type { OpenTools, Tools, ToolSurroundings } from './tools.js';

/** openTools opens the registry and everything between it and the hub; after a failure nothing is left open. */
export const openTools: OpenTools = async (surroundings) => {
  const ends = new Ends();
  try {
    return await opened(surroundings, ends);
  } catch (error) {
    await ends.all();
    throw error;
  }
};

async function opened(surroundings: ToolSurroundings, ends: Ends): Promise<Tools> {
  const { variables, audit, logger, clients } = surroundings;
  const logs = new ServerLogs(logger);
  const locks = await openLocks(surroundings, logs, ends);
  const forget = (server: string) => locks.forget(server);
  const operated = await openRegistry(variables.DATA_DIR, audit, logger, forget);
  const { registry } = operated;
  ends.add(() => registry.close());
  ends.add(logs.attach(registry));
  const policy = openPolicy(surroundings, registry, locks);
  const pool = await openPool(surroundings, { registry, words: logs.words }, ends);
  const isServer = (id: string) => pool.servers.has(id);
  const recent = new RecentCalls(isServer);
  const calls = callLog(surroundings, { isServer, recent }, ends);
  const hub = new Hub({
    pool,
    policy,
    lock: locks,
    record: (call, args, schema) => calls.note(call, args, schema),
    notice: (notice) => tell(notice, surroundings, logs),
    keys: await openKeys(surroundings, ends),
    limits: hubLimitsOf(variables),
  });
  ends.add(() => hub.close());
  return {
    hub,
    pool,
    operated: {
      registry: operated,
      explainer: new ToolExplainer({ clients, registry, policy, locks }),
      quarantine: quarantineDesk(surroundings, locks, hub),
      known: new KnownTools({ registry, locks }),
      recent,
      logs: logDesk(surroundings, { logs, policy }),
    },
    close: () => ends.all(),
  };
}

function logDesk({ audit, logger }: ToolSurroundings, parts: Pick<LogDeskParts, 'logs' | 'policy'>): LogDesk {
  return new LogDesk({ ...parts, logger, audit: audit && ((entry) => audit.ship(entry)) });
}

function hubLimitsOf({
  MCP_QUESTION_SEC,
  MCP_QUESTION_CONTESTED_SEC,
}: ToolSurroundings['variables']): HubLimits {
  const heldMs = MCP_QUESTION_SEC * 1_000;
  return { ...hubLimits, heldMs, contestedMs: MCP_QUESTION_CONTESTED_SEC * 1_000 };
}

function callLog(
  { variables, audit, logger, metrics }: ToolSurroundings,
  { isServer, recent }: { isServer: (id: string) => boolean; recent: RecentCalls },
  ends: Ends,
): ToolCallLog {
  const shipping = audit && new CallShipping({ ship: (entries) => audit.shipAll(entries), logger });
  if (shipping) {
    shippingMetrics(metrics, shipping);
    ends.add(() => shipping.close());
  }
  const withArguments = variables.MCP_AUDIT_ARGUMENTS;
  const counted = new CallMetrics(metrics, isServer);
  return new ToolCallLog({ metrics: counted, recent, shipping, withArguments });
}

function quarantineDesk({ audit, logger }: ToolSurroundings, locks: ToolLocks, hub: Hub): QuarantineDesk {
  return new QuarantineDesk({
    locks,
    audit: (entry) => (audit ? audit.ship(entry) : Promise.reject(noAudit())),
    report: (err) =>
      logger.error({ err }, 'a tool in quarantine was decided about, and the outcome is not in the audit'),
    accepted: () => hub.refresh(),
  });
}

function tell({ kind, server, message }: HubNotice, { logger }: ToolSurroundings, logs: ServerLogs): void {
  logs.warn(server, message);
  logger.warn({ kind, server, reason: message }, 'a server has a problem');
}

function noAudit(): DomainError {
  const message = 'REDIS_URL is not set: nothing can be audited, so nothing is changed';
  return new DomainError('audit_unavailable', message);
}
