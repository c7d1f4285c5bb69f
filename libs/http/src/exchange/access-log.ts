import { lineWriter, type Logger } from '../logger.js';
import type { Exchange, LogFields } from './exchange.js';
import type { EndListener } from './exchanges.js';

/** nginx's status for a client that left before its answer; it is written to the log alone. */
const CLIENT_LEFT = 499;
const PROBES: ReadonlySet<string | undefined> = new Set(['/health', '/ready', '/metrics']);

/** accessLog writes one INFO line for each request that ended; health and metrics reads go to DEBUG. */
export function accessLog(logger: Logger): EndListener {
  const write = lineWriter(logger);
  const levels = { info: logger.isLevelEnabled('info'), debug: logger.isLevelEnabled('debug') };
  return (exchange) => {
    const level = PROBES.has(exchange.route) ? 'debug' : 'info';
    if (levels[level]) write(level, fieldsOf(exchange));
  };
}

function fieldsOf({ id, request, response, route, startedAt, errorCode, logFields }: Exchange): string {
  const status = response.writableEnded ? response.statusCode : CLIENT_LEFT;
  const head = `"request_id":"${id}","method":"${request.method}","route":"${route ?? 'none'}","status":${status}`;
  const ms = Math.round((performance.now() - startedAt) * 10) / 10;
  const error = errorCode === undefined ? '' : `,"error":"${errorCode}"`;
  return `${head},"ms":${ms}${error}${extra(logFields)},"msg":"request"`;
}

/** extra writes the fields as the rest of an object. */
function extra(fields: LogFields | undefined): string {
  const text = fields === undefined ? '{}' : JSON.stringify(fields);
  return text === '{}' ? '' : `,${text.slice(1, -1)}`;
}
