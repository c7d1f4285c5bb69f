import { join } from 'node:path';
import { WatchedFile } from '@app/config';
import type { Logger, Registry } from '@app/http';
import type { Redis } from '@app/jobs';
import type { RouterEnvironment } from '../settings/environment.js';
import type { Tools } from '../tools/tools.js';
import { AgentMetrics } from './agent-metrics.js';
import { CompletionDesk } from './completions/completion-desk.js';
import { AgentShelf } from './file/agent-shelf.js';
import { agentsFile } from './file/agents-file.js';
import { GatewayModel } from './model/gateway-model.js';
import { AgentDesk } from './routes/agent-desk.js';
import { RedisRuns } from './runs/redis-runs.js';
import { Runs } from './runs/runs.js';
import { ToolServers } from './servers/tool-servers.js';

/** AgentsParts are the agents' long-lived objects. */
export interface AgentsParts {
  readonly desk: AgentDesk;
  readonly completions: CompletionDesk;
  readonly servers: ToolServers;
  /** close cancels the runs; the tools and Redis are closed by whoever opened them. */
  close(): Promise<void>;
}

export interface AgentSurroundings {
  readonly variables: RouterEnvironment;
  readonly tools: Pick<Tools, 'hub' | 'pool'>;
  readonly redis: Redis | undefined;
  readonly metrics: Registry;
  readonly logger: Logger;
}

/** openAgents throws a ConfigError when agents.yaml is wrong. */
export async function openAgents({
  variables,
  tools,
  redis,
  metrics,
  logger,
}: AgentSurroundings): Promise<AgentsParts> {
  const file = await WatchedFile.open(join(variables.CONFIG_DIR, 'agents.yaml'), agentsFile);
  const shelf = new AgentShelf(file.content);
  const model = new GatewayModel({ url: variables.GATEWAY_URL, key: variables.GATEWAY_KEY });
  const archive = redis && new RedisRuns(redis);
  const counted = new AgentMetrics(metrics, () => runs.size);
  const runs: Runs = new Runs({
    hub: tools.hub,
    model,
    logger,
    archive,
    ended: (record) => counted.ended(record),
  });
  await file.follow({
    changed: (content) => shelf.replace(content),
    refused: ({ message }) =>
      logger.error({ reason: message }, 'agents.yaml refused, the last good one stays'),
  });
  const desk = new AgentDesk(shelf, runs);
  return {
    desk,
    completions: new CompletionDesk(desk),
    servers: new ToolServers(tools.hub, tools.pool),
    close: async () => {
      await file.close();
      await runs.close();
      await model.close();
    },
  };
}
