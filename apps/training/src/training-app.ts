import {
  createHttpApp,
  createLogger,
  createMetrics,
  everyOne,
  Readiness,
  mcpDialect,
  serveSwagger,
  type Logger,
} from '@app/http';
import { DomainError, systemClock } from '@app/kernel';
import { toolServer } from '@app/tool-server';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { API } from './api.js';
import { CallsAtOnce } from './calls-at-once.js';
import { Bridge, BRIDGE_STATUSES, bridgeDialect, Door, guardRoutes, ToolCaller } from './bridge/index.js';
import { LargeAnswers } from './large-answers.js';
import { McpDoor } from './mcp-http/index.js';
import { checkHttpSettings, type Settings } from './settings/index.js';
import { openTraining } from './training-tools.js';
import type { Training } from './training.js';
import { TrainingModule } from './training.module.js';

/** Calls of tools that run at once; those of guarded runs wait for most of a minute or two. */
const CALLS_AT_ONCE = 64;
/** Bytes that bodies hold at once, unless a single one may have more. */
const BODIES_TOGETHER = 64 * 1024 * 1024;

export interface TrainingApp {
  readonly app: NestFastifyApplication;
  readonly logger: Logger;
}

/** createTraining builds the server for HTTP, ready to listen. Throws a ConfigError when a setting is wrong. */
export async function createTraining(settings: Settings): Promise<TrainingApp> {
  checkHttpSettings(settings);
  const logger = createLogger('training', settings.LOG_LEVEL);
  const report = (text: string) => logger.error(text);
  const training = await openTraining(settings, { report, callWaitSeconds: callWaitSeconds(settings) });
  return serveTraining(training, settings, logger);
}

/** serveTraining puts tools behind the doors of HTTP. */
export async function serveTraining(
  training: Training,
  settings: Settings,
  logger: Logger,
): Promise<TrainingApp> {
  const { caller, ...parts } = await httpParts(training, settings, logger);
  const options = { logger, requests: parts.metrics, ...errorsAndBodies(settings) };
  const app = await createHttpApp(TrainingModule.of(parts), options);
  const server: FastifyInstance = app.getHttpAdapter().getInstance();
  guardRoutes(server, parts.door);
  boundLargeAnswers(server, new LargeAnswers(settings.MCP_HTTP_TOOL_TIMEOUT_SECONDS));
  server.addHook('onClose', async () => {
    await Promise.all([caller.close(), parts.mcp.close()]);
    await training.close();
  });
  serveSwagger(app, API);
  return { app, logger };
}

/** A client that left while it waited for its turn gets no answer. */
function boundLargeAnswers(server: FastifyInstance, answers: LargeAnswers): void {
  server.addHook('preHandler', async ({ exchange }, reply) => {
    try {
      await answers.admit(exchange);
    } catch (error) {
      if (!exchange.signal.aborted || error instanceof DomainError) throw error;
      reply.hijack();
    }
  });
}

async function httpParts({ set, dependencies }: Training, settings: Settings, logger: Logger) {
  const report = (text: string) => logger.error(text);
  const caller = await ToolCaller.open(set, report);
  // What clients do wrong is told to them.
  const refused = (text: string) => logger.debug(text);
  const calls = new CallsAtOnce(CALLS_AT_ONCE);
  return {
    caller,
    bridge: new Bridge(caller, settings.MCP_HTTP_TOOL_TIMEOUT_SECONDS, calls),
    mcp: new McpDoor(() => toolServer(set, report), calls, refused),
    door: new Door(settings, systemClock),
    metrics: createMetrics(),
    readiness: new Readiness(() => everyOne(dependencies)),
  };
}

function errorsAndBodies({ MCP_HTTP_MAX_BODY_BYTES: each }: Settings) {
  const bridge = bridgeDialect({ maxBodyBytes: each });
  return {
    statuses: BRIDGE_STATUSES,
    dialects: { '/mcp/tool': bridge, '/mcp': mcpDialect, '/': bridge },
    bodies: { each, together: Math.max(each, BODIES_TOGETHER) },
  };
}

/** A guarded run answers before the bridge gives up on it. */
function callWaitSeconds({ MCP_HTTP_TOOL_TIMEOUT_SECONDS: limit }: Settings): number {
  return Math.max(limit / 2, limit - 10);
}
