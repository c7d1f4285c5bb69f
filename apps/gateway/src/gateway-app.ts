import { readEnvironment, type Environment } from '@app/config';
import {
  createHttpApp,
  createLogger,
  openAiDialect,
  serveSwagger,
  validateRequests,
  type Logger,
} from '@app/http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { API } from './api.js';
import { assembleGateway, type GatewayParts } from './gateway-parts.js';
import { GatewayModule } from './gateway.module.js';
import { GATEWAY_ERRORS } from './inference/error-statuses.js';
import { modelRoutes } from './inference/model-routes.js';
import { environment } from './settings/environment.js';

const MIB = 1024 * 1024;

export interface Gateway {
  readonly app: NestFastifyApplication;
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
}

/** createGateway builds the app from its variables, ready to listen. Throws a ConfigError when one is wrong. */
export async function createGateway(given: Environment): Promise<Gateway> {
  const variables = readEnvironment(environment, given);
  const logger = createLogger('gateway', variables.LOG_LEVEL);
  const parts = await assembleGateway(variables, given, logger);
  const { body_mib, buffered_bodies_mib } = parts.settings.limits;
  const app = await createHttpApp(GatewayModule.of(parts), {
    logger,
    statuses: GATEWAY_ERRORS,
    dialects: { '/v1/': openAiDialect },
    direct: modelRoutes(parts.access, parts.inference),
    bodies: { each: body_mib * MIB, together: buffered_bodies_mib * MIB },
  });
  if (variables.ALLOWED_ORIGINS.length > 0) {
    app.enableCors({ origin: variables.ALLOWED_ORIGINS, exposedHeaders: ['x-request-id'] });
  }
  validateRequests(app);
  serveSwagger(app, API);
  await start(app, parts, logger);
  return { app, logger, host: variables.HOST, port: variables.OPENAI_COMPAT_PORT };
}

/** createGatewayApp is createGateway for those who only want the app. */
export async function createGatewayApp(given: Environment): Promise<NestFastifyApplication> {
  return (await createGateway(given)).app;
}

async function start(app: NestFastifyApplication, parts: GatewayParts, logger: Logger): Promise<void> {
  if (parts.clients.isEmpty) {
    logger.warn('no API key is configured: open to this host and OPEN_NETWORKS, closed to all others');
  }
  if (!parts.library.operators.isConfigured) {
    logger.warn(
      'no operator is configured: /api/models and /api/calls serve nobody until OPS_CONTROLLER_TOKEN or a client is set',
    );
  }
  await parts.settings.follow();
  const server = app.getHttpAdapter().getInstance();
  server.addHook('preClose', () => parts.library.finish());
  server.addHook('onClose', () => close(parts));
  void parts.models.list();
}

async function close(parts: GatewayParts): Promise<void> {
  await parts.settings.close();
  await parts.providers.close();
  parts.library.close();
}
