import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { requestIdFrom } from '@app/kernel';
import type { FastifyInstance } from 'fastify';
import { accessLog, notePatterns } from './access-log.js';
import { Exchanges } from './exchanges.js';
import { ErrorFilter, type ErrorFilterOptions } from './error-filter.js';
import { acceptJson, type BodyLimits } from './json-body.js';
import { NestLog } from './logger.js';

export interface HttpAppOptions extends ErrorFilterOptions {
  readonly bodies: BodyLimits;
}

type NestModuleLike = Parameters<typeof NestFactory.create>[0];

/**
 * createHttpApp builds a Nest application on Fastify as every app here listens: request ids, one error
 * filter, JSON bodies within limits, one log line a request. The caller adds routes, listens and closes.
 */
export async function createHttpApp(
  module: NestModuleLike,
  options: HttpAppOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    genReqId: (request: { headers: Record<string, unknown> }) =>
      requestIdFrom(request.headers['x-request-id']),
    requestIdHeader: false,
    bodyLimit: options.bodies.each,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: false },
    forceCloseConnections: 'idle',
  });
  const server = adapter.getInstance<FastifyInstance>();
  answerWithRequestId(server);
  notePatterns(server);
  const exchanges = new Exchanges(server);
  exchanges.onEnd(accessLog(options.logger));
  acceptJson(server, exchanges, options.bodies);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLog(options.logger),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ErrorFilter(options));
  return app;
}

function answerWithRequestId(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
}
