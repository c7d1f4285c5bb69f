import { isCidr } from '@app/auth';
import { commaList, httpUrl, integer } from '@app/config';
import { LOG_LEVELS } from '@app/http';
import { z } from 'zod';

/** environment is every variable that the gateway reads; `.env.example` documents them in words. */
export const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  OPENAI_COMPAT_PORT: integer(0, 65_535).default(11_435),
  CONFIG_DIR: z.string().default('config'),
  DATA_DIR: z.string().default('data'),
  KEYS_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
  REDIS_URL: z.string().optional(),
  OPS_CONTROLLER_TOKEN: z.string().min(32, 'at least 32 characters').optional(),
  OLLAMA_URL: httpUrl().optional(),
  VLLM_URL: httpUrl().optional(),
  DEFAULT_PROVIDER: z.string().optional(),
  MODEL_CACHE_TTL_SEC: integer(1, 86_400).default(60),
  OPEN_NETWORKS: commaList()
    .refine((networks) => networks.every(isCidr), 'networks such as 127.0.0.0/8,::1/128')
    .transform((networks) => (networks.length > 0 ? networks : ['127.0.0.0/8', '::1/128'])),
  ALLOWED_HOSTS: commaList(),
  ALLOWED_ORIGINS: commaList(),
});

export type GatewayEnvironment = z.output<typeof environment>;
