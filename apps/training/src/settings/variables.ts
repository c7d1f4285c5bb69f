import { commaList, httpUrl, integer } from '@app/config';
import { z } from 'zod';

/** What a header of HTTP takes. */
const token = z
  .string()
  .max(4_096)
  .regex(/^[\x21-\x7e]+$/, 'printable characters without spaces');
const folder = (place: string) => z.string().min(1).max(4_096).default(place);
const MIB = 1024 * 1024;
const LEVELS = {
  silent: 'silent',
  critical: 'error',
  error: 'error',
  warning: 'warn',
  warn: 'warn',
  info: 'info',
  debug: 'debug',
} as const;

/** Words for true and false, as people write them in environments. */
const yesNo = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['1', '0', 'true', 'false', 'yes', 'no', 'on', 'off'], 'true or false'))
  .transform((word) => ['1', 'true', 'yes', 'on'].includes(word))
  .default(false);

/** Folders separated by colons, as in PATH. */
const folderList = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text) => text.split(':').filter((part) => part !== ''));

const seconds = (fallback: number) => {
  const wish = 'seconds, from 0.01 to 86400';
  return z
    .string()
    .regex(/^\d{1,6}(\.\d{1,3})?$/, wish)
    .transform(Number)
    .refine((value) => value >= 0.01 && value <= 86_400, wish)
    .default(fallback);
};

/** variables is everything that the training server reads from its environment; docs/training.md says it in words. */
export const variables = z.object({
  AI_TOOLKIT_SERVER_URL: httpUrl().default('http://localhost:8675'),
  AI_TOOLKIT_AUTH_TOKEN: token.optional(),
  AI_TOOLKIT_AUTH: token.optional(),
  AI_TOOLKIT_TIMEOUT_SECONDS: seconds(30),
  AI_TOOLKIT_DATASETS_DIR: folder('/ai-toolkit/datasets'),
  AI_TOOLKIT_OUTPUTS_DIR: folder('/ai-toolkit/outputs'),
  AI_TOOLKIT_CONFIGS_DIR: folder('/ai-toolkit/configs'),
  COMFYUI_MODEL_ROOTS: folderList(
    '/comfy-models/checkpoints:/comfy-models/diffusion_models:/comfy-models/unet',
  ),
  DATA_DIR: folder('data'),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(
      z.enum(
        ['silent', 'critical', 'error', 'warning', 'warn', 'info', 'debug'],
        'DEBUG, INFO, WARNING, ERROR or CRITICAL',
      ),
    )
    .transform((level) => LEVELS[level])
    .default('info'),
  TRAINING_WEBHOOK_ALLOW: commaList(),
  TRAINING_WEBHOOK_PRIVATE_HOSTS: commaList(),
  TRAINING_DOWNLOAD_MAX_BYTES: integer(1, 512 * MIB).default(64 * MIB),
  MCP_HTTP_HOST: z.string().min(1).max(253).default('127.0.0.1'),
  MCP_HTTP_PORT: integer(0, 65_535).default(8_080),
  MCP_HTTP_AUTH_TOKEN: token.optional(),
  MCP_HTTP_ALLOW_ANONYMOUS: yesNo,
  MCP_HTTP_AUTH_FOR_HEALTH: yesNo,
  MCP_HTTP_AUTH_FOR_TOOLS: yesNo,
  MCP_HTTP_TOOL_TIMEOUT_SECONDS: seconds(120),
  MCP_HTTP_MAX_BODY_BYTES: integer(1, 256 * MIB).default(MIB),
  MCP_HTTP_RATE_LIMIT_ENABLED: yesNo,
  MCP_HTTP_RATE_LIMIT_WINDOW_SECONDS: seconds(60),
  MCP_HTTP_RATE_LIMIT_MAX_REQUESTS: integer(1, 1_000_000).default(120),
  MCP_HTTP_TRUST_PROXY_FOR_RATE_LIMIT: yesNo,
  MCP_HTTP_RATE_LIMIT_CLIENT_IP_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, 'the name of a header')
    .default('X-Forwarded-For')
    .transform((name) => name.toLowerCase()),
  MCP_HTTP_TRUSTED_PROXY_CIDRS: commaList(),
  MCP_HTTP_REQUIRE_TRUSTED_PROXY_CIDRS: yesNo,
  ALLOWED_HOSTS: commaList(),
  ALLOWED_ORIGINS: commaList(),
});
export type Variables = z.output<typeof variables>;

/** Of these a flag without a value means true. */
export const SWITCHES: ReadonlySet<string> = new Set(
  Object.keys(variables.shape).filter((name) => variables.shape[name as keyof Variables] === yesNo),
);
