import { commaList, integer } from '@app/config';
import { LOG_LEVELS } from '@app/http';
import { z } from 'zod';
import { isWorkerAddress } from '../worker/worker-address.js';

/** environment is every variable that ops reads; `.env.example` documents them in words. */
export const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  OPS_PORT: integer(0, 65_535).default(9_000),
  CONFIG_DIR: z.string().default('config'),
  DATA_DIR: z.string().default('data'),
  KEYS_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
  REDIS_URL: z.string().default('redis://127.0.0.1:6379'),
  OPS_CONTROLLER_TOKEN: z.string().min(32, 'at least 32 characters').optional(),
  WORKER_URL: z
    .string()
    .refine(isWorkerAddress, 'unix:///path/of/a/socket, or an http:// URL')
    .default('http://127.0.0.1:9001'),
  WORKER_TOKEN: z.string().min(32, 'at least 32 characters').optional(),
  PLAN_TTL_SEC: integer(1, 86_400).default(600),
  JOB_WAIT_LIMIT_SEC: integer(1, 86_400).default(600),
  ALLOWED_HOSTS: commaList(),
  ALLOWED_ORIGINS: commaList(),
});

export type OpsEnvironment = z.output<typeof environment>;
