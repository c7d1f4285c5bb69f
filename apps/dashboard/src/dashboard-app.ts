import { readEnvironment, type Environment } from '@app/config';
import { createHttpApp, createLogger, validateRequests, type Logger } from '@app/http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DASHBOARD_ERRORS } from './dashboard-errors.js';
import { assembleDashboard } from './dashboard-parts.js';
import { DashboardModule } from './dashboard.module.js';
import { detailDialect } from './seed/detail-dialect.js';
import { environment } from './settings/environment.js';
import { SECURITY_HEADERS } from './web/security-headers.js';

/** As the gateway's: a page sends pictures to a model. */
const LARGEST_BODY = 32 * 1024 * 1024;
const BODIES_TOGETHER = 128 * 1024 * 1024;

export interface Dashboard {
  readonly app: NestFastifyApplication;
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
}

/** createDashboard builds the app from its variables, ready to listen. Throws a ConfigError when one is wrong. */
export async function createDashboard(given: Environment): Promise<Dashboard> {
  const variables = readEnvironment(environment, given);
  const logger = createLogger('dashboard', variables.LOG_LEVEL);
  const parts = await assembleDashboard(variables, given, logger);
  const app = await createHttpApp(DashboardModule.of(parts), {
    logger,
    statuses: DASHBOARD_ERRORS,
    dialects: { '/api/': detailDialect },
    requests: parts.metrics,
    bodies: { each: LARGEST_BODY, together: BODIES_TOGETHER },
  });
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', (_request, reply, done) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) reply.raw.setHeader(name, value);
    done();
  });
  server.addHook('onClose', async () => parts.close());
  validateRequests(app);
  return { app, logger, host: variables.HOST, port: variables.DASHBOARD_PORT };
}
