import type { IncomingHttpHeaders } from 'node:http';
import type { Client } from '@app/auth';

const WELL_FORMED = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * serviceLabel says on whose behalf a call is made: X-Service-Name, X-Client-ID, else the client's id.
 * It is a label and proves nothing; a malformed one is passed over.
 */
export function serviceLabel(headers: IncomingHttpHeaders, client: Client | undefined): string {
  for (const given of [headers['x-service-name'], headers['x-client-id']]) {
    if (typeof given === 'string' && WELL_FORMED.test(given)) return given;
  }
  return client?.id ?? 'anonymous';
}
