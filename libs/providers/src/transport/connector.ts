import { buildConnector } from 'undici';
import type { TlsMaterial } from './tls-material.js';

/**
 * connectorFor opens TCP connections, and TLS ones that always verify the server.
 *
 * With TLS 1.3 a server refuses a client certificate after the handshake, by an alert. undici would report only
 * that the connection ended; a socket that is destroyed by its first error reports the alert.
 */
export function connectorFor(material: TlsMaterial, connectMilliseconds: number): buildConnector.connector {
  const options = { ...material, allowH2: false, rejectUnauthorized: true, timeout: connectMilliseconds };
  const connect = buildConnector(options);
  return (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      socket.once('error', () => socket.destroy());
      callback(null, socket);
    });
}
