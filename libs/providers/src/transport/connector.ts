import { buildConnector } from 'undici';
import type { TlsMaterial } from './tls-material.js';

/**
 * connectorFor opens TCP connections, and TLS ones that always verify the server.
 *
 * With TLS 1.3 a server refuses a client certificate after the handshake, by an alert. undici would report only
 * that the connection ended; a socket that is destroyed by its first error reports the alert.
 *
 * @param closing ends connections that are still being made, which undici's own destroy() leaves to the timeout.
 */
export function connectorFor(
  material: TlsMaterial,
  connectMilliseconds: number,
  closing: AbortSignal,
): buildConnector.connector {
  const limits = { timeout: connectMilliseconds, signal: closing };
  const connect = buildConnector({ ...material, ...limits, allowH2: false, rejectUnauthorized: true });
  return (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      socket.once('error', () => socket.destroy());
      callback(null, socket);
    });
}
