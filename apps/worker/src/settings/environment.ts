import { integer } from '@app/config';
import { LOG_LEVELS } from '@app/http';
import { z } from 'zod';

/** environment is every variable that the worker reads; `.env.example` documents them in words. */
export const environment = z.object({
  /** A path makes it a unix socket, which only processes of this host reach. */
  WORKER_SOCKET: z.string().startsWith('/', 'an absolute path').optional(),
  HOST: z.string().default('127.0.0.1'),
  WORKER_PORT: integer(0, 65_535).default(9_001),
  WORKER_TOKEN: z.string('a secret of at least 32 characters').min(32, 'at least 32 characters'),
  CONFIG_DIR: z.string().default('config'),
  DATA_DIR: z.string().default('data'),
  /** Where Compose and nvidia-smi are looked for, and what Compose finds its registry credentials below. */
  PATH: z.string().default('/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'),
  HOME: z.string().default('/'),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
  /** A worker that gives no sign of life for so long has lost its jobs; they are then looked into. */
  WORKER_LOST_AFTER_SEC: integer(1, 600).default(30),
  /** So long a container without a health check must run undisturbed before a deployment takes it for well. */
  WORKER_STEADY_SEC: integer(1, 600).default(3),
  /** Between two looks at whether a node's door lets strangers in. */
  WORKER_PROBE_SEC: integer(1, 3_600).default(60),
  /** What may be run for the router; absent: below DATA_DIR. `servers.txt` is beside it. */
  MCP_REGISTRY_FILE: z.string().startsWith('/', 'an absolute path').optional(),
  /** The Docker network of image servers that may reach the outside. */
  MCP_EGRESS_NETWORK: z
    .string()
    .regex(
      /^(?!(?:host|none|default)$)[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/,
      'the name of a Docker network of its own',
    )
    .optional(),
  MCP_MAX_CONTAINERS: integer(0, 1_000).default(32),
  REDIS_URL: z.string().default('redis://127.0.0.1:6379'),
});

export type WorkerEnvironment = z.output<typeof environment>;
