import { METHODS } from 'node:http';
import { BoundCounter, type CountSeries } from '../metrics/bound-metrics.js';
import type { Registry } from '../metrics/metrics.js';
import type { Exchange } from './exchange.js';
import type { EndListener } from './exchanges.js';

/** nginx's status for a client that left before its answer. */
const CLIENT_LEFT = 499;
const KNOWN: ReadonlySet<string | undefined> = new Set(METHODS);

/** countRequests counts requests by method, by the pattern of their route, and by status. */
export function countRequests(registry: Registry): EndListener {
  const counter = new BoundCounter(registry, {
    name: 'switchyard_http_requests_total',
    help: 'Requests that ended, by the pattern of their route; 499 is a client that left',
    labelNames: ['method', 'route', 'status'],
  });
  const series = new Map<string, CountSeries>();
  return (exchange) => {
    const labels = labelsOf(exchange);
    const key = Object.values(labels).join(' ');
    const count = series.get(key) ?? counter.bind(labels);
    series.set(key, count);
    count.value += 1;
  };
}

/** The parser of node:http takes no method that it does not know; what has no route is counted together. */
function labelsOf({ request: { method }, response, route = 'none' }: Exchange) {
  const status = String(response.writableEnded ? response.statusCode : CLIENT_LEFT);
  return { method: KNOWN.has(method) ? String(method) : 'other', route, status };
}
