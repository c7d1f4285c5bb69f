import { readEnvironment, type Environment } from '@app/config';
import {
  createHttpApp,
  createLogger,
  mcpDialect,
  openAiDialect,
  problemDialect,
  serveSwagger,
  validateRequests,
  type Logger,
} from '@app/http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { API } from './api.js';
import { mcpRoutes } from './mcp/mcp-routes.js';
import { ROUTER_ERRORS } from './router-errors.js';
import { assembleRouter, type RouterParts } from './router-parts.js';
import { RouterModule } from './router.module.js';
import { environment } from './settings/environment.js';
import { openTools } from './tools/open-tools.js';
import type { OpenTools } from './tools/tools.js';

/** As MCP's SDKs have it. */
const LARGEST_BODY = 4 * 1024 * 1024;
const BODIES_TOGETHER = 32 * LARGEST_BODY;
const READABLE_HEADERS = [
  'x-request-id',
  'mcp-session-id',
  'mcp-protocol-version',
  'retry-after',
  'x-run-id',
];

export interface Router {
  readonly app: NestFastifyApplication;
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
}

/**
 * createRouter builds the app from its variables, ready to listen. Throws a ConfigError when one is wrong. `open` gives
 * it its tools; only a test has others than those of the registry.
 */
export async function createRouter(given: Environment, open: OpenTools = openTools): Promise<Router> {
  const variables = readEnvironment(environment, given);
  const logger = createLogger('router', variables.LOG_LEVEL);
  const parts = await assembleRouter(variables, given, logger, open);
  const app = await createHttpApp(RouterModule.of(parts), {
    logger,
    statuses: ROUTER_ERRORS,
    // The agents' own routes are below `/mcp/servers`, and are no MCP.
    dialects: { '/mcp/servers': problemDialect, '/mcp': mcpDialect, '/v1': openAiDialect },
    direct: mcpRoutes(parts.access, parts.endpoint),
    requests: parts.metrics,
    bodies: { each: LARGEST_BODY, together: BODIES_TOGETHER },
  });
  if (variables.ALLOWED_ORIGINS.length > 0) {
    app.enableCors({ origin: variables.ALLOWED_ORIGINS, exposedHeaders: READABLE_HEADERS });
  }
  validateRequests(app);
  serveSwagger(app, API);
  closeWith(app, parts);
  warnWhenOpen(parts, logger);
  return { app, logger, host: variables.HOST, port: variables.ROUTER_PORT };
}

function closeWith(app: NestFastifyApplication, parts: RouterParts): void {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('preClose', () => parts.endpoint.finish());
  server.addHook('onClose', () => parts.close());
}

function warnWhenOpen({ clients, operators }: RouterParts, logger: Logger): void {
  if (clients.isEmpty) {
    logger.warn('no API key is configured: open to this host and OPEN_NETWORKS, closed to all others');
  }
  if (!operators.isConfigured) {
    logger.warn(
      'no operator is configured: /api/mcp serves nobody until OPS_CONTROLLER_TOKEN or a client is set',
    );
  }
}
