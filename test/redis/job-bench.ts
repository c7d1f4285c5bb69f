import {
  EndedJobs,
  JobBook,
  JobCanceller,
  JobConsumer,
  JobEvents,
  JobProducer,
  JobQueues,
  ServiceLocks,
  closeRedis,
  consumerDefaults,
  openRedis,
  type ConsumerSettings,
  type JobOutcome,
  type Trouble,
} from '@app/jobs';
import type { Redis } from 'ioredis';
import { ready } from './ready.js';
import { RedisServer } from './redis-server.js';

/** JobBench is a Redis with all that ops has of it, and consumers that a test adds. */
export class JobBench {
  readonly queues: JobQueues;
  readonly events: JobEvents;
  readonly producer: JobProducer;
  readonly canceller: JobCanceller;
  readonly book: JobBook;
  readonly ended: EndedJobs;
  readonly locks: ServiceLocks;
  readonly outcomes: JobOutcome[] = [];
  readonly troubles: Trouble[] = [];
  private readonly consumers: JobConsumer[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(
    readonly server: RedisServer,
    readonly redis: Redis,
  ) {
    this.queues = new JobQueues(redis);
    this.events = new JobEvents(redis);
    this.producer = new JobProducer(this.queues, this.events);
    this.canceller = new JobCanceller(this.queues, this.events);
    this.book = new JobBook(this.queues, this.events);
    this.ended = new EndedJobs(this.queues);
    this.locks = new ServiceLocks(redis);
  }

  static async open(...options: string[]): Promise<JobBench> {
    const server = await RedisServer.start(...options);
    const redis = openRedis(server.url, 'prompt', () => undefined);
    await ready(redis);
    return new JobBench(server, redis);
  }

  consume(settings: Pick<ConsumerSettings, 'handler'> & Partial<ConsumerSettings>): JobConsumer {
    const consumer = new JobConsumer({
      ...consumerDefaults,
      node: 'local',
      redisUrl: this.server.url,
      jobLockMs: 500,
      stalledCheckMs: 250,
      locate: ({ node, services }) => services.map((service) => ({ node, project: 'home', service })),
      onOutcome: (outcome) => this.keep(outcome),
      onTrouble: (trouble) => this.troubles.push(trouble),
      ...settings,
    });
    this.consumers.push(consumer);
    return consumer;
  }

  /** Resolves once the outcome of the job was reported. */
  async outcome(jobId: string): Promise<JobOutcome> {
    for (;;) {
      const found = this.outcomes.find((outcome) => outcome.jobId === jobId);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.close(0)));
    await this.queues.close();
    closeRedis(this.redis);
    await this.server.stop();
  }

  private async keep(outcome: JobOutcome): Promise<void> {
    this.outcomes.push(outcome);
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}

/** eventually asks again and again until the answer is right; the test's own time limit ends it. */
export async function eventually<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
