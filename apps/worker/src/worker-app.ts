import { readEnvironment, type Environment } from '@app/config';
import { createHttpApp, createLogger, type Logger } from '@app/http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { StreamDoor } from './mcp/stream-door.js';
import { environment, type WorkerEnvironment } from './settings/environment.js';
import { WORKER_ERRORS } from './worker-errors.js';
import { assembleWorker } from './worker-parts.js';
import { WorkerModule } from './worker.module.js';

const LARGEST_BODY = 64 * 1024;

export interface WorkerApp {
  readonly app: NestFastifyApplication;
  readonly logger: Logger;
  readonly variables: WorkerEnvironment;
}

/** createWorker builds the app from its variables, ready to listen. Throws a ConfigError when one is wrong. */
export async function createWorker(given: Environment): Promise<WorkerApp> {
  const variables = readEnvironment(environment, given);
  const logger = createLogger('worker', variables.LOG_LEVEL);
  const parts = await assembleWorker(variables, logger);
  const app = await createHttpApp(WorkerModule.of(parts), {
    logger,
    statuses: WORKER_ERRORS,
    dialects: {},
    bodies: { each: LARGEST_BODY, together: 16 * LARGEST_BODY },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onClose', () => parts.close());
  new StreamDoor(parts.token, parts.images, logger).attach(app.getHttpServer());
  return { app, logger, variables };
}
