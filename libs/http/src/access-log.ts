import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EndListener } from './exchanges.js';
import { lineWriter, type Logger } from './logger.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The route's own pattern; absent where no route matched. */
    routePattern?: string;
    /** What a handler adds to its request's log line: names and counts, never content. */
    logFields?: LogFields;
  }
}

export type LogFields = Readonly<Record<string, string | number | undefined>>;

/** nginx's status for a client that left before its answer; it is written to the log alone. */
const CLIENT_LEFT = 499;
const PROBES: ReadonlySet<string | undefined> = new Set(['/health', '/ready', '/metrics']);

/** notePatterns tells each request its route's pattern: fastify's routeOptions costs more than the whole line. */
export function notePatterns(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    const note = (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
      request.routePattern = route.url;
      done();
    };
    route.onRequest = [note, ...[route.onRequest ?? []].flat()];
  });
}

/** accessLog writes one INFO line for each request that ended; health and metrics reads go to DEBUG. */
export function accessLog(logger: Logger): EndListener {
  const write = lineWriter(logger);
  const levels = { info: logger.isLevelEnabled('info'), debug: logger.isLevelEnabled('debug') };
  return (request, reply, ms) => {
    const level = PROBES.has(request.routePattern) ? 'debug' : 'info';
    if (levels[level]) write(level, fieldsOf(request, reply, ms));
  };
}

function fieldsOf(request: FastifyRequest, reply: FastifyReply, ms: number): string {
  const status = reply.raw.writableEnded ? reply.raw.statusCode : CLIENT_LEFT;
  const route = request.routePattern ?? 'none';
  const head = `"request_id":"${request.id}","method":"${request.method}","route":"${route}","status":${status}`;
  const error = request.errorCode === undefined ? '' : `,"error":"${request.errorCode}"`;
  return `${head},"ms":${Math.round(ms * 10) / 10}${error}${extra(request.logFields)},"msg":"request"`;
}

function extra(fields: LogFields = {}): string {
  let text = '';
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined)
      text += `,"${name}":${typeof value === 'number' ? value : JSON.stringify(value)}`;
  }
  return text;
}
