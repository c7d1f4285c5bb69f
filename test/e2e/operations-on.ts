import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOps } from '../../apps/ops/src/ops-app.ts';
import { createWorker } from '../../apps/worker/src/worker-app.ts';
import { RedisServer } from '../redis/redis-server.ts';
import { TOKEN } from './operations.ts';

const WORKER_TOKEN = 'the-workers-token-0123456789abcdef0123';

export interface OperationsOn {
  readonly url: string;
  close(): Promise<void>;
}

/** operationsOn runs ops and its worker on the engine that listens on `engineSocket`, be it a fake one. */
export async function operationsOn(engineSocket: string): Promise<OperationsOn> {
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-ops-'));
  const redis = await RedisServer.start('--appendonly', 'no');
  const compose = { project: 'stack', directory, files: [join(directory, 'compose.yml')] };
  await writeFile(
    join(directory, 'nodes.yaml'),
    JSON.stringify({ nodes: { local: { socket: engineSocket, compose } } }),
  );
  const shared = {
    CONFIG_DIR: directory,
    DATA_DIR: directory,
    LOG_LEVEL: 'silent',
    REDIS_URL: redis.url,
    WORKER_TOKEN,
  };
  const socket = join(directory, 'worker.sock');
  const worker = await createWorker({ ...shared, WORKER_SOCKET: socket });
  await worker.app.listen({ path: socket });
  const ops = await createOps({ ...shared, WORKER_URL: `unix://${socket}`, OPS_CONTROLLER_TOKEN: TOKEN });
  await ops.app.listen(0, '127.0.0.1');
  return {
    url: await ops.app.getUrl(),
    close: async () => {
      await ops.app.close();
      await worker.app.close();
      await redis.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
