import type { ClientIdentity } from '@app/docker';
import type { ClientRequest } from 'node:http';
import type { Finding, Probe } from './probe.js';

/**
 * The alerts by which a server refuses a client's certificate, or that there is none (RFC 8446, section 6.2; in TLS 1.2
 * some say handshake failure), as OpenSSL words them: in the error's code, or in the message of an EPROTO. Other
 * alerts, as of a server that does not know its own name, tell nothing.
 */
const REFUSAL =
  /alert[ _](certificate[ _]required|bad[ _]certificate|certificate[ _]unknown|unsupported[ _]certificate|unknown[ _]ca|access[ _]denied|decrypt[ _]error|handshake[ _]failure)/i;
/** A server that closes before it has read our request takes its alert along. */
const HUNG_UP = new Set(['ECONNRESET', 'EPIPE']);

/**
 * handshakeProbe tries a handshake as a stranger would: with a certificate of a CA that the node must not know, or with
 * none. In TLS 1.3 a client has finished before the server looks at its certificate, so a request follows, and any
 * answer to it means that the stranger was let in.
 */
export function handshakeProbe(identity: ClientIdentity | undefined): Probe {
  return ({ mutualTls }, signal) =>
    found(mutualTls.requestAs(identity, { method: 'GET', path: '/version', signal }));
}

function found(call: ClientRequest): Promise<Finding> {
  let finished = false;
  call.once('socket', (socket) => socket.once('secureConnect', () => (finished = true)));
  return new Promise((resolve) => {
    call.once('response', (answer) => {
      answer.destroy();
      resolve('exposed');
    });
    call.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
      const refused = REFUSAL.test(`${code} ${message}`) || (finished && HUNG_UP.has(code));
      resolve(refused ? 'refused' : 'unknown');
    });
    call.end();
  });
}
