import type { X509Certificate } from 'node:crypto';

/** CertificateTerm is from when until when a certificate holds: Unix milliseconds. */
export interface CertificateTerm {
  readonly notBefore: number;
  readonly notAfter: number;
}

/** HeldCertificate is a certificate in use, with what anybody may know of it. */
export interface HeldCertificate extends CertificateTerm {
  /** `CN=gpu.example.lan, O=Example`, or its alternative names where it has no subject; at most 256 characters. */
  readonly subject: string;
  /** The SHA-256 of its DER, as `openssl x509 -fingerprint -sha256` writes it. */
  readonly fingerprint: string;
  /** When it was seen in the place of another, in Unix milliseconds; undefined for the first that was seen. */
  readonly changedAt: number | undefined;
}

const LONGEST_SUBJECT = 256;

/** heldCertificate is a certificate that none was seen before. */
export function heldCertificate(certificate: X509Certificate): HeldCertificate {
  const { validFrom, validTo, fingerprint256 } = certificate;
  return {
    notBefore: Date.parse(validFrom),
    notAfter: Date.parse(validTo),
    subject: subjectOf(certificate),
    fingerprint: fingerprint256,
    changedAt: undefined,
  };
}

/** inPlaceOf is what is held from now on: `before` as long as it is the same certificate, else `next`, changed at `at`. */
export function inPlaceOf(
  before: HeldCertificate | undefined,
  next: HeldCertificate,
  at: number,
): HeldCertificate {
  if (before === undefined) return next;
  return before.fingerprint === next.fingerprint ? before : { ...next, changedAt: at };
}

/** Node writes one attribute a line, and escapes control characters within them; no subject at all is null. */
function subjectOf(certificate: { readonly subject: string | null; readonly subjectAltName?: string }) {
  const told = certificate.subject?.split('\n').join(', ') ?? certificate.subjectAltName ?? '';
  return told.length > LONGEST_SUBJECT ? `${told.slice(0, LONGEST_SUBJECT - 1)}…` : told;
}
