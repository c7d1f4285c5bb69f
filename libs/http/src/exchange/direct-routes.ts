import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { requestIdFrom, underClaims } from '@app/kernel';
import type { BodyReader } from '../body/body-reader.js';
import type { ErrorAnswers } from '../errors/error-answers.js';
import type { Exchange } from './exchange.js';
import type { Exchanges } from './exchanges.js';

/**
 * DirectRoute is a POST route that is served at the server's own door. `serve` lets the caller in, reads the body
 * with `bodies` and answers on the exchange's response; what it throws is answered as an error.
 */
export interface DirectRoute {
  readonly path: string;
  readonly serve: (exchange: Exchange, bodies: BodyReader) => Promise<void>;
}

/** A JSON type with at most a charset. */
const JSON_TYPE = /^application\/json(?: *; *charset=utf-8)?$/i;

/**
 * DirectRoutes serve the hottest routes before Fastify and Nest see the request. They take plain requests alone:
 * JSON, not compressed, not sent by a page of a browser. Any other goes the long way to the same handler.
 */
export class DirectRoutes {
  private readonly routes: ReadonlyMap<string, DirectRoute>;

  constructor(
    routes: readonly DirectRoute[],
    private readonly exchanges: Exchanges,
    private readonly bodies: BodyReader,
    private readonly errors: ErrorAnswers,
  ) {
    this.routes = new Map(routes.map((route) => [route.path, route]));
  }

  /** take returns false when the request is not for these routes. */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'POST' || this.exchanges.closing) return false;
    const route = this.routes.get(request.url ?? '');
    if (route === undefined || !isPlain(request.headers)) return false;
    const exchange = this.exchanges.begin(requestIdFrom(request.headers['x-request-id']), request, response);
    exchange.route = route.path;
    void underClaims(exchange.id, exchange.claims, () => this.run(route, exchange));
    return true;
  }

  private async run(route: DirectRoute, exchange: Exchange): Promise<void> {
    try {
      await route.serve(exchange, this.bodies);
    } catch (thrown) {
      this.errors.send(thrown, exchange);
    }
  }
}

function isPlain(headers: IncomingHttpHeaders): boolean {
  if (headers.origin !== undefined || headers['content-encoding'] !== undefined) return false;
  const type = headers['content-type'];
  return type === 'application/json' || (type !== undefined && JSON_TYPE.test(type));
}
