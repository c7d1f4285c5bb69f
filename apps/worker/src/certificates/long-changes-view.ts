import type { NodeCertificates } from '@app/docker';
import { firstToEnd, type CertificateKind } from './first-to-end.js';
import { LONG_CHANGES, longestTime } from './longest-time.js';

/** LongChangesView says from when on changes of a node are refused that may take longer than its certificates hold. */
export interface LongChangesView {
  /** The certificate that ends first. */
  readonly certificate: CertificateKind;
  /** RFC 3339, by action. Of a deployment with the time for health that it has unless it says otherwise. */
  readonly refused_from: Readonly<Record<string, string>>;
  /** The server's certificate was not seen yet, and may end earlier. */
  readonly server_unknown: boolean;
}

/** What ops asks for when nobody names a time. */
const USUAL_HEALTH_SEC = 300;

export function longChangesView(certificates: NodeCertificates, now: number): LongChangesView {
  const { kind, held } = firstToEnd(certificates, now);
  const from = LONG_CHANGES.map((action) => {
    const rollout = { images: {}, pull: 'always', health_timeout_sec: USUAL_HEALTH_SEC } as const;
    return [action, new Date(held.notAfter - longestTime({ action, rollout })).toISOString()] as const;
  });
  return {
    certificate: kind,
    refused_from: Object.fromEntries(from),
    server_unknown: certificates.server === undefined,
  };
}
