import type { JsonObject } from '@app/kernel';
import type { ClientIdentity } from './link-face.js';
import type { Carrier, LinkTransport } from './link-transport.js';
import type { LinkListener } from './link.js';

export interface LinkOptions {
  /** The server's id, for errors. */
  readonly server: string;
  /** Makes a transport that is not started; a server that does not survive the first handshake gets a second one. */
  readonly open: () => LinkTransport;
  readonly carrier: Carrier;
  readonly client: ClientIdentity;
  /** What servers are told that clients can do. */
  readonly capabilities: JsonObject;
  /** All calls of the link are of one client. */
  readonly exclusive: boolean;
  /** `auto` asks for the modern era first; `legacy` spares a server that is known not to have it. */
  readonly negotiate: 'auto' | 'legacy';
  /** How long the handshake may take, in milliseconds. */
  readonly startMs: number;
  readonly listener: LinkListener;
  /** For operators: each `notifications/message` of the server, whoever else hears it. */
  readonly logged?: ((params: JsonObject | undefined) => void) | undefined;
  /** For operators: what a transport complains of without ending. */
  readonly trouble?: ((error: Error) => void) | undefined;
}
