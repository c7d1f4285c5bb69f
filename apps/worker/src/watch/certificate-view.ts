import type { HeldCertificate, NodeCertificates } from '@app/docker';

const DAY_MS = 86_400_000;
/** Of its lifetime; a certificate that is renewed by itself has been by then. */
const WARN_BELOW = 1 / 3;

export interface CertificateView {
  /** Its subject, or its alternative names where it has none. */
  readonly subject: string;
  readonly fingerprint_sha256: string;
  /** RFC 3339. */
  readonly not_after: string;
  /** Down to a tenth; negative once it has expired. */
  readonly days_left: number;
  /** Less than a third of its lifetime is left. */
  readonly warning: boolean;
  readonly last_rotation: RotationView;
}

/** RotationView is when the certificate took the place of the one before it, as far as can be known. */
interface RotationView {
  /** RFC 3339. */
  readonly at: string;
  /** That the worker saw it change then; or that it has held from then on, for no change was seen since it started. */
  readonly known_by: 'change' | 'not_before';
}

/** certificatesView is how `/nodes` shows a node's certificates; the server's is there once it has been seen. */
export function certificatesView(
  certificates: NodeCertificates,
  now: number,
): Record<string, CertificateView> {
  const held = Object.entries(certificates) as [string, HeldCertificate | undefined][];
  return Object.fromEntries(held.flatMap(([kind, one]) => (one ? [[kind, viewOf(one, now)]] : [])));
}

function viewOf(held: HeldCertificate, now: number): CertificateView {
  const { subject, fingerprint, notBefore, notAfter } = held;
  const left = notAfter - now;
  return {
    subject,
    fingerprint_sha256: fingerprint,
    not_after: new Date(notAfter).toISOString(),
    days_left: Math.floor((10 * left) / DAY_MS) / 10,
    warning: left < (notAfter - notBefore) * WARN_BELOW,
    last_rotation: rotationOf(held),
  };
}

function rotationOf({ changedAt, notBefore }: HeldCertificate): RotationView {
  return {
    at: new Date(changedAt ?? notBefore).toISOString(),
    known_by: changedAt === undefined ? 'not_before' : 'change',
  };
}
