import { createServer, type RequestListener, type Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DomainError, requestIdFrom } from '@app/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BodyBudget } from './body/body-budget.js';
import { BodyReader, type BodyLimits } from './body/body-reader.js';
import { ErrorAnswers, type ErrorAnswersOptions } from './errors/error-answers.js';
import { ErrorFilter } from './errors/error-filter.js';
import { accessLog } from './exchange/access-log.js';
import { DirectRoutes, type DirectRoute } from './exchange/direct-routes.js';
import { Exchanges } from './exchange/exchanges.js';
import { countRequests } from './exchange/request-counter.js';
import { followFastify } from './exchange/fastify-exchanges.js';
import { NestLog } from './logger.js';
import type { Registry } from './metrics/metrics.js';

export interface HttpAppOptions extends ErrorAnswersOptions {
  readonly bodies: BodyLimits;
  /** Routes that plain requests reach without passing Fastify and Nest. */
  readonly direct?: readonly DirectRoute[];
  /** Where requests are counted; the model path counts calls by itself. */
  readonly requests?: Registry;
}

type NestModuleLike = Parameters<typeof NestFactory.create>[0];

/** Docker kills ten seconds after SIGTERM: what still runs is told the truth before that. */
const GRACE_MS = 8_000;
/** Longer than a proxy in front keeps its idle connections, so that it is the one that closes them. */
const KEEP_ALIVE_MS = 72_000;
/** For a whole request to arrive, a large body over a slow line included. */
const REQUEST_MS = 300_000;

/**
 * createHttpApp builds a Nest application on Fastify as every app here listens: request ids, one error
 * filter, JSON bodies within limits, one log line a request. The caller adds routes, listens and closes.
 */
export async function createHttpApp(
  module: NestModuleLike,
  options: HttpAppOptions,
): Promise<NestFastifyApplication> {
  const exchanges = new Exchanges();
  const budget = new BodyBudget(options.bodies.together);
  const bodies = new BodyReader(options.bodies.each, budget);
  const errors = new ErrorAnswers(options);
  exchanges.onEnd((exchange) => budget.release(exchange));
  exchanges.onEnd(accessLog(options.logger));
  if (options.requests) exchanges.onEnd(countRequests(options.requests));
  const direct = new DirectRoutes(options.direct ?? [], exchanges, bodies, errors);
  const adapter = new FastifyAdapter({
    serverFactory: (fastify: RequestListener) => serverOf(direct, exchanges, fastify),
    genReqId: (request: { headers: Record<string, unknown> }) =>
      requestIdFrom(request.headers['x-request-id']),
    requestIdHeader: false,
    bodyLimit: options.bodies.each,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: false },
    forceCloseConnections: 'idle',
  });
  followFastify(adapter.getInstance<FastifyInstance>(), exchanges);
  acceptJson(adapter.getInstance<FastifyInstance>(), bodies, options.bodies.each);
  closeWithServer(adapter.getInstance<FastifyInstance>(), exchanges);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLog(options.logger),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ErrorFilter(errors));
  return app;
}

function serverOf(direct: DirectRoutes, exchanges: Exchanges, fastify: RequestListener): Server {
  const limits = { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_MS };
  const server = createServer(limits, (request, response) => {
    if (!direct.take(request, response)) fastify(request, response);
  });
  exchanges.follow(server);
  return server;
}

/** acceptJson makes `application/json` the only body that the app reads. */
function acceptJson(server: FastifyInstance, bodies: BodyReader, bodyLimit: number): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { bodyLimit }, async ({ exchange }: FastifyRequest) => {
    await bodies.read(exchange);
    return exchange.body;
  });
}

function closeWithServer(server: FastifyInstance, exchanges: Exchanges): void {
  server.addHook('preClose', (done) => {
    const reason = new DomainError('shutting_down', 'the server is stopping; try again', { retryAfter: 5 });
    exchanges.close(GRACE_MS, reason);
    done();
  });
}
