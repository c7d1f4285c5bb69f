import type { HeldCertificate, NodeCertificates } from '@app/docker';

export type CertificateKind = keyof NodeCertificates;

export interface EndingCertificate {
  readonly kind: CertificateKind;
  readonly held: HeldCertificate;
}

/**
 * firstToEnd is, of the certificates on the way to a node, the one that holds for the shortest time. The worker's is always
 * known. An authority that has ended while the node is still reached is an old one in the same file, which nothing needs.
 */
export function firstToEnd({ client, server, ca }: NodeCertificates, now: number): EndingCertificate {
  const all: EndingCertificate[] = [
    { kind: 'client', held: client },
    ...(server ? [{ kind: 'server', held: server } as const] : []),
    ...(ca.notAfter > now ? [{ kind: 'ca', held: ca } as const] : []),
  ];
  return all.reduce((first, next) => (next.held.notAfter < first.held.notAfter ? next : first));
}
