import { AuditShipper } from '@app/audit';
import {
  AccessPolicy,
  ClientFiles,
  clientUseGauge,
  type ClientRegistry,
  Denials,
  OperatorAccess,
  PageCheck,
} from '@app/auth';
import type { Environment } from '@app/config';
import { createMetrics, type Logger, type Readiness, type Registry } from '@app/http';
import { closeRedis, openRedis, type Redis } from '@app/jobs';
import { AgentAccess } from './agents/access/agent-access.js';
import { openAgents, type AgentsParts } from './agents/agents-parts.js';
import { McpAccess } from './access/mcp-access.js';
import { shipDenials } from './access/ship-denials.js';
import { endpointMetrics } from './mcp/endpoint-metrics.js';
import { McpEndpoint } from './mcp/mcp-endpoint.js';
import { routerReadiness } from './ready/router-readiness.js';
import type { RouterEnvironment } from './settings/environment.js';
import type { OpenTools, Tools } from './tools/tools.js';

/** RouterParts are the router's long-lived objects, wired together. */
export interface RouterParts {
  readonly clients: ClientRegistry;
  readonly access: McpAccess;
  readonly operators: OperatorAccess;
  readonly denials: Denials;
  readonly tools: Tools;
  readonly endpoint: McpEndpoint;
  readonly agentAccess: AgentAccess;
  readonly agents: AgentsParts;
  readonly metrics: Registry;
  readonly readiness: Readiness;
  close(): Promise<void>;
}

/** assembleRouter throws a ConfigError when the configuration is wrong; what it opened is closed then. */
export async function assembleRouter(
  variables: RouterEnvironment,
  environment: Environment,
  logger: Logger,
  openTools: OpenTools,
): Promise<RouterParts> {
  const files = await ClientFiles.open(variables);
  const clients = files.registry;
  const guards = guardsOf(clients, variables);
  const redis = redisOf(variables, logger);
  const audit = redis && new AuditShipper(redis, { sender: 'router' });
  const metrics = createMetrics();
  clientUseGauge(metrics, clients);
  const given = { variables, environment, clients, metrics, logger, redis, audit };
  const tools = await openTools(given).catch((error: unknown) => {
    if (redis) closeRedis(redis);
    throw error;
  });
  const endpoint = new McpEndpoint(tools.hub, sessionLimits(variables), logger);
  endpointMetrics(metrics, endpoint);
  const agents = await openAgents({ variables, tools, redis, metrics, logger }).catch(
    async (error: unknown) => {
      await tools.close();
      if (redis) closeRedis(redis);
      throw error;
    },
  );
  await files.follow({
    changed: () => void endpoint.recheck(),
    refused: ({ message }) =>
      logger.error({ reason: message }, 'a list of clients was refused, the last good one stays'),
  });
  return {
    ...guards,
    clients,
    denials: new Denials(shipDenials(audit, logger)),
    tools,
    endpoint,
    agents,
    metrics,
    readiness: routerReadiness(tools.pool, redis),
    close: async () => {
      await files.close();
      await endpoint.close();
      await agents.close();
      await tools.close();
      if (redis) closeRedis(redis);
    },
  };
}

function guardsOf(clients: ClientRegistry, variables: RouterEnvironment) {
  const pages = { hosts: variables.ALLOWED_HOSTS, origins: variables.ALLOWED_ORIGINS };
  const policy = new AccessPolicy(clients, { ...pages, networks: variables.OPEN_NETWORKS });
  const check = new PageCheck(pages);
  return {
    access: new McpAccess(policy, check),
    agentAccess: new AgentAccess(policy, check),
    operators: new OperatorAccess(clients, variables.OPS_CONTROLLER_TOKEN, pages),
  };
}

function sessionLimits(variables: RouterEnvironment) {
  return {
    inAll: variables.MCP_MAX_SESSIONS,
    ofOne: variables.MCP_SESSIONS_PER_CLIENT,
    idleMs: variables.MCP_SESSION_IDLE_SEC * 1_000,
  };
}

const TROUBLE_EVERY_MS = 10_000;

/** A Redis that is away reports itself many times a second; the log hears of it now and then. */
function redisOf({ REDIS_URL }: RouterEnvironment, logger: Logger): Redis | undefined {
  if (REDIS_URL === undefined) return undefined;
  let saidAt = -Infinity;
  return openRedis(REDIS_URL, 'prompt', ({ message }) => {
    const now = performance.now();
    if (now - saidAt < TROUBLE_EVERY_MS) return;
    saidAt = now;
    logger.warn({ reason: message }, 'Redis is not reachable: tools are served on, without shared limits');
  });
}
