import { readEnvironment, type Environment } from '@app/config';
import { createHttpApp, createLogger, serveSwagger, validateRequests, type Logger } from '@app/http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { API } from './api.js';
import { OPS_ERRORS } from './ops-errors.js';
import { assembleOps } from './ops-parts.js';
import { OpsModule } from './ops.module.js';
import { environment } from './settings/environment.js';

const LARGEST_BODY = 64 * 1024;

export interface OpsApp {
  readonly app: NestFastifyApplication;
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
}

/** createOps builds the app from its variables, ready to listen. Throws a ConfigError when one is wrong. */
export async function createOps(given: Environment): Promise<OpsApp> {
  const variables = readEnvironment(environment, given);
  const logger = createLogger('ops', variables.LOG_LEVEL);
  const parts = await assembleOps(variables, logger);
  const app = await createHttpApp(OpsModule.of(parts), {
    logger,
    statuses: OPS_ERRORS,
    dialects: {},
    requests: parts.metrics,
    bodies: { each: LARGEST_BODY, together: 64 * LARGEST_BODY },
  });
  validateRequests(app);
  serveSwagger(app, API);
  if (!parts.access.isConfigured) {
    logger.warn(
      'no credentials are configured: nobody is served until OPS_CONTROLLER_TOKEN or a client is set',
    );
  }
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onClose', () => parts.close());
  return { app, logger, host: variables.HOST, port: variables.OPS_PORT };
}
