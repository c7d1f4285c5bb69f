import { isCidr } from '@app/auth';
import { commaList, httpUrl, integer } from '@app/config';
import { LOG_LEVELS } from '@app/http';
import { z } from 'zod';
import { stateKey } from './state-key.js';

/** environment is every variable that the router reads; `.env.example` documents them in words. */
export const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  ROUTER_PORT: integer(0, 65_535).default(8_811),
  CONFIG_DIR: z.string().default('config'),
  DATA_DIR: z.string().default('data'),
  KEYS_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
  REDIS_URL: z.string().optional(),
  OPS_CONTROLLER_TOKEN: z.string().min(32, 'at least 32 characters').optional(),
  OPEN_NETWORKS: commaList()
    .refine((networks) => networks.every(isCidr), 'networks such as 127.0.0.0/8,::1/128')
    .transform((networks) => (networks.length > 0 ? networks : ['127.0.0.0/8', '::1/128'])),
  ALLOWED_HOSTS: commaList(),
  ALLOWED_ORIGINS: commaList(),
  GATEWAY_URL: httpUrl().default('http://127.0.0.1:11435'),
  GATEWAY_KEY: z.string().optional(),
  WORKER_URL: z.string().optional(),
  WORKER_TOKEN: z.string().min(32, 'at least 32 characters').optional(),
  MCP_PRIVATE_HOSTS: commaList(),
  MCP_AUDIT_ARGUMENTS: z.stringbool().default(false),
  MCP_MAX_SESSIONS: integer(1, 1_000_000).default(4_000),
  MCP_SESSIONS_PER_CLIENT: integer(1, 1_000_000).default(2_000),
  MCP_SESSION_IDLE_SEC: integer(1, 86_400).default(1_800),
  MCP_QUESTION_SEC: integer(1, 86_400).default(600),
  MCP_QUESTION_CONTESTED_SEC: integer(1, 86_400).default(60),
  ROUTER_STATE_KEY: stateKey().optional(),
  ROUTER_STATE_KEY_BEFORE: stateKey().optional(),
});

export type RouterEnvironment = z.output<typeof environment>;
