import type { Change } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { CertificateKind, EndingCertificate } from './first-to-end.js';

const WHOSE: Readonly<Record<CertificateKind, string>> = {
  client: "the worker's certificate for the node",
  server: 'the server certificate of the node',
  ca: 'the CA certificate for the node',
};

/** As docs/runbooks/OPERATIONS.md says it, under Certificates. */
const RENEWAL: Readonly<Record<CertificateKind, string>> = {
  client:
    'replace its key and certificate in config/tls, each by a rename ("mv new.pem worker.pem"); no restart is needed',
  server: 'replace server.pem and server.key on the node, then "systemctl reload caddy" there',
  ca: 'put the new CA behind it into ca_file and client-ca.pem, issue both certificates from the new one, and take the old one out',
};

/** endsTooEarly names the certificate, its end, how long the change may take, and what to do. */
export function endsTooEarly(
  node: string,
  action: Change,
  { kind, held }: EndingCertificate,
  neededMs: number,
): DomainError {
  const end = `${WHOSE[kind]} "${node}" ends at ${textOf(held.notAfter)}`;
  const message = `${end}, and ${action} may take ${spanOf(neededMs)}; renew it first: ${RENEWAL[kind]}`;
  return expiring(node, message);
}

/** hasEnded is why not even a short change is possible: the node lets nobody in with that certificate. */
export function hasEnded(node: string, action: Change, notAfter: number): DomainError {
  const ended = `${WHOSE.client} "${node}" has ended at ${textOf(notAfter)}`;
  return expiring(node, `${ended}; ${action} is refused until it is renewed: ${RENEWAL.client}`);
}

function expiring(node: string, message: string): DomainError {
  return new DomainError('node_certificate_expiring', message, { upstream: node });
}

function textOf(at: number): string {
  return new Date(at).toISOString();
}

/** `3 h 10 min`, up to the next minute. */
function spanOf(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 && `${hours} h`, rest > 0 && `${rest} min`].filter(Boolean).join(' ');
}
