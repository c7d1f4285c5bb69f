import type { CertificateTerm, NodeCertificates } from '@app/docker';

const DAY_MS = 86_400_000;
/** Of its lifetime; a certificate that is renewed by itself has been by then. */
const WARN_BELOW = 1 / 3;

export interface CertificateView {
  /** RFC 3339. */
  readonly not_after: string;
  /** Down to a tenth; negative once it has expired. */
  readonly days_left: number;
  /** Less than a third of its lifetime is left. */
  readonly warning: boolean;
}

/** certificatesView is how `/nodes` shows a node's certificates; the server's is there once it has been seen. */
export function certificatesView(
  certificates: NodeCertificates,
  now: number,
): Record<string, CertificateView> {
  const terms = Object.entries(certificates) as [string, CertificateTerm | undefined][];
  return Object.fromEntries(terms.flatMap(([kind, term]) => (term ? [[kind, viewOf(term, now)]] : [])));
}

function viewOf({ notBefore, notAfter }: CertificateTerm, now: number): CertificateView {
  const left = notAfter - now;
  return {
    not_after: new Date(notAfter).toISOString(),
    days_left: Math.floor((10 * left) / DAY_MS) / 10,
    warning: left < (notAfter - notBefore) * WARN_BELOW,
  };
}
