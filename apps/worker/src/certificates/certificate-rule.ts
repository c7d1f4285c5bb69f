import type { NodeCertificates } from '@app/docker';
import { systemClock, type Clock } from '@app/kernel';
import { endsTooEarly, hasEnded } from './certificate-refusals.js';
import { firstToEnd } from './first-to-end.js';
import { longestTime, type Ahead, type Timed } from './longest-time.js';

/**
 * CertificateRule refuses changes whose end could not be seen, because a certificate on the way to the node ends before.
 * A short change is possible as long as the worker's certificate holds; the handshake itself judges the others then.
 */
export class CertificateRule {
  constructor(private readonly clock: Clock = systemClock) {}

  /** refuseEnded throws `node_certificate_expiring` when the worker's own certificate has ended; it needs no answer of the node. */
  refuseEnded(node: string, certificates: NodeCertificates | undefined, { action }: Timed): void {
    if (certificates === undefined || certificates.client.notAfter > this.clock.now()) return;
    throw hasEnded(node, action, certificates.client.notAfter);
  }

  /**
   * refuseShort throws `node_certificate_expiring` when a certificate ends before the change must have. It belongs after
   * the node has answered: its server's certificate is then the one of now.
   */
  refuseShort(
    node: string,
    certificates: NodeCertificates | undefined,
    wanted: Timed,
    ahead: Ahead = 'all',
  ): void {
    const needed = longestTime(wanted, ahead);
    if (certificates === undefined || needed === 0) return;
    const now = this.clock.now();
    const first = firstToEnd(certificates, now);
    if (first.held.notAfter - now < needed) throw endsTooEarly(node, wanted.action, first, needed);
  }

  /** warnings say of a long change which certificate could not be compared, as none was shown yet. */
  warnings(node: string, certificates: NodeCertificates | undefined, wanted: Timed): string[] {
    if (certificates === undefined || certificates.server !== undefined || longestTime(wanted) === 0)
      return [];
    return [
      `when the server certificate of the node "${node}" ends is not known, so nobody could tell whether it outlasts ${wanted.action}`,
    ];
  }
}
