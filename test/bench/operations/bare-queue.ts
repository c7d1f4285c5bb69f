import { closeRedis, openRedis } from '@app/jobs';
import { Queue, Worker } from 'bullmq';
import { ready } from '../../redis/ready.ts';

/** BareQueue is BullMQ alone: a job is added, processed by nothing, and done. */
export interface BareQueue {
  /** Resolves once the job is done. */
  run(payload: object): Promise<void>;
  close(): Promise<void>;
}

/** openBareQueue keeps as many ended jobs as ours does. */
export async function openBareQueue(redisUrl: string, concurrency: number): Promise<BareQueue> {
  const connections = [0, 1].map(() => openRedis(redisUrl, 'patient', () => undefined));
  await Promise.all(connections.map(ready));
  const [connection, workers] = connections as [ReturnType<typeof openRedis>, ReturnType<typeof openRedis>];
  const name = `bare-${concurrency}`;
  const queue = new Queue(name, { connection });
  const worker = new Worker(name, () => Promise.resolve(null), { connection: workers, concurrency });
  const waiting = new Map<string, () => void>();
  worker.on('completed', ({ id = '' }) => waiting.get(id)?.());
  await worker.waitUntilReady();
  const kept = { count: 1_000 };
  const run = async (payload: object) => {
    const jobId = crypto.randomUUID();
    const done = new Promise<void>((resolve) => waiting.set(jobId, resolve));
    await queue.add('noop', payload, { jobId, attempts: 1, removeOnComplete: kept, removeOnFail: kept });
    await done;
    waiting.delete(jobId);
  };
  const close = async () => {
    await worker.close();
    await queue.close();
    connections.forEach(closeRedis);
  };
  return { run, close };
}
