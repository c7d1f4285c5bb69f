import { systemClock, type Clock, type DomainError } from '@app/kernel';
import type { FastifyRequest } from 'fastify';
import { callerOf } from './caller.js';
import { DenialLimit } from './denial-limit.js';

/** Denial is a refused call, without anything that the caller could have made up but its request id. */
export interface Denial {
  /** `unauthorized`, `forbidden` or `no_credentials_configured`. */
  readonly code: string;
  /** Id of the client whose key was sent; undefined when no valid key was. */
  readonly client: string | undefined;
  /** Of the connection: a reverse proxy's own when `forwarded`. */
  readonly address: string;
  readonly forwarded: boolean;
  readonly method: string;
  /** The route's pattern, as `/services/:id/stop`. */
  readonly route: string;
  readonly requestId: string;
  /** Denials since the last reported one that were too many to be reported. */
  readonly unreported: number;
}

/** Called within the request; must not throw, and sees to the end of what it starts. */
export type DenialListener = (denial: Denial) => void;

/**
 * Denials hands refused calls on to be audited, so many a minute: of strangers by address, of known clients by id and
 * apart from those, so that a flood of bad keys hides no client's attempt.
 */
export class Denials {
  private readonly strangers: DenialLimit;
  private readonly clients: DenialLimit;

  constructor(
    private readonly onDenied: DenialListener,
    clock: Clock = systemClock,
  ) {
    this.strangers = new DenialLimit({ each: 10, together: 100 }, clock);
    this.clients = new DenialLimit({ each: 60, together: 600 }, clock);
  }

  /** note is called with the error that is thrown next; PermissionGuard does for its own refusals. */
  note(request: FastifyRequest, { code }: DomainError): void {
    const { address, forwarded } = callerOf(request.raw);
    const client = request.client?.id;
    const unreported = client === undefined ? this.strangers.take(address) : this.clients.take(client);
    if (unreported === undefined) return;
    const { method, id: requestId, routeOptions } = request;
    const route = routeOptions.url ?? '';
    this.onDenied({ code, client, address, forwarded, method, route, requestId, unreported });
  }
}
