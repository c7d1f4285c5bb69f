import { isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { TlsMaterial } from '../tls-material.js';

/** Origin is where connections lead, and what is shown and trusted there. */
export interface Origin {
  readonly host: string;
  readonly port: number;
  /** Limit on name resolution, TCP and TLS handshake together, in milliseconds; 0 is none. */
  readonly connectMilliseconds: number;
  /** Absent for plain TCP. */
  readonly tls?: { readonly secureContext: SecureContext; readonly servername: string | undefined };
}

/** originOf reads an http or https URL; `material` counts with https alone. */
export function originOf(url: URL, material: TlsMaterial, connectMilliseconds: number): Origin {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'http:') return { host, port: Number(url.port || 80), connectMilliseconds };
  // RFC 6066: a server name is never an address.
  const servername = material.servername ?? (isIP(host) === 0 ? host : undefined);
  const tls = { secureContext: createSecureContext(material), servername };
  return { host, port: Number(url.port || 443), connectMilliseconds, tls };
}
