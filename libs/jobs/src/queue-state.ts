import { keys } from './job-names.js';
import type { JobQueues } from './job-queues.js';
import { throughRedis } from './redis-failure.js';

/** QueueState is how a node's queue stands. */
export interface QueueState {
  readonly node: string;
  /** When the job that has waited longest was put in, in Unix milliseconds; undefined while none waits. */
  readonly waitingSince: number | undefined;
  /** Connections that take jobs from it. */
  readonly workers: number;
}

/** queueStates returns one for each node that ever had a job; throws `queue_unavailable` while Redis is away. */
export async function queueStates(queues: JobQueues): Promise<QueueState[]> {
  const nodes = await throughRedis(() => queues.redis.smembers(keys.nodes));
  return Promise.all(nodes.toSorted().map((node) => queueState(queues, node)));
}

async function queueState(queues: JobQueues, node: string): Promise<QueueState> {
  const queue = await queues.of(node);
  return throughRedis(async () => {
    const [[oldest], workers] = await Promise.all([
      queue.getJobs(['waiting'], 0, 0, true),
      queue.getWorkersCount(),
    ]);
    return { node, waitingSince: oldest?.timestamp, workers };
  });
}
