import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '@app/audit';
import { startScriptedWorker } from '../fakes/scripted-worker.ts';
import { RedisServer } from '../redis/redis-server.ts';
import { auditIn, audited, TOKEN } from './operations.ts';

/** OpsSurroundings is what an ops of its own process needs, without any engine. */
export interface OpsSurroundings {
  readonly redis: RedisServer;
  readonly opsEnv: Readonly<Record<string, string>>;
  readonly auditFolder: string;
  readonly audit: () => Promise<AuditEvent[]>;
  /** audited resolves with the first event that matches, once it is written. */
  audited(matches: (event: AuditEvent) => boolean): Promise<AuditEvent>;
  close(): Promise<void>;
}

export async function opsSurroundings(): Promise<OpsSurroundings> {
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-ops-'));
  const redis = await RedisServer.start('--appendonly', 'yes');
  const worker = await startScriptedWorker();
  return {
    redis,
    opsEnv: {
      CONFIG_DIR: directory,
      DATA_DIR: directory,
      REDIS_URL: redis.url,
      WORKER_URL: worker.url,
      WORKER_TOKEN: 'the-workers-token-0123456789abcdef0123',
      OPS_CONTROLLER_TOKEN: TOKEN,
    },
    auditFolder: join(directory, 'ops-controller'),
    audit: () => auditIn(directory),
    audited: (matches) => audited(directory, matches),
    close: async () => {
      await worker.close();
      await redis.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
