/** What can end a connection beside the system's own errors. */
export type FaultCode = 'CONNECT_LIMIT' | 'CONNECTION_ENDED' | 'CLIENT_CLOSED';

/** ConnectionFault is the reason of a call that its connection failed; `code` as system errors have one. */
export class ConnectionFault extends Error {
  constructor(readonly code: FaultCode) {
    super(`The connection failed: ${code}.`);
    this.name = 'ConnectionFault';
  }
}
