import { askedGauge, everyOne, Readiness, type DependencyReport, type Registry } from '@app/http';
import { pingRedis, type JobConsumer, type Redis } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { NodeEngine } from '../nodes/node-engines.js';

export interface WorkerNeeds {
  readonly redis: Redis;
  readonly consumers: readonly JobConsumer[];
  readonly engines: readonly NodeEngine[];
}

/** workerReadiness is ready when Redis answers, every node does, and the queue of each is being worked off. */
export function workerReadiness({ redis, consumers, engines }: WorkerNeeds): Readiness<DependencyReport> {
  return new Readiness(() =>
    everyOne([
      { name: 'redis', check: () => pingRedis(redis) },
      ...consumers.map((consumer) => ({ name: `queue of ${consumer.node}`, check: () => works(consumer) })),
      ...engines.map((engine) => ({
        name: nameOf(engine),
        check: (signal: AbortSignal) => engine.client.ping(signal),
      })),
    ]),
  );
}

/** nodeMetrics registers which nodes answer, by what readiness has last heard. */
export function nodeMetrics(
  registry: Registry,
  readiness: Readiness<DependencyReport>,
  engines: readonly NodeEngine[],
): void {
  const options = {
    name: 'switchyard_node_up',
    help: "1 when the node's engine answers, else 0",
    labelNames: ['node'],
  };
  askedGauge(registry, options, async () => {
    const { dependencies } = await readiness.report();
    return engines.map((engine) => {
      const state = dependencies.find(({ name }) => name === nameOf(engine));
      return { labels: { node: engine.node.id }, value: Number(state?.ok === true) };
    });
  });
}

function nameOf({ node }: NodeEngine): string {
  return `node ${node.id}`;
}

function works({ isRunning }: JobConsumer): Promise<void> {
  if (isRunning) return Promise.resolve();
  throw new DomainError('queue_unavailable', 'no jobs are taken from the queue');
}
