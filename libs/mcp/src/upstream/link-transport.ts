import type { Transport } from '@modelcontextprotocol/client';
import type { MessageOrigin } from '../process/message-origin.js';

/** LinkTransport is a transport of the SDK that may say more of its end and of what it did not deliver. */
export interface LinkTransport extends Transport {
  /** For people, once it has ended by itself: `it exited with code 1`. */
  readonly ending?: string | undefined;
  /** Of streamable HTTP in the legacy era: tells the server that its session is over. */
  terminateSession?: (() => Promise<void>) | undefined;
  /** A message was too large to be kept; the transport goes on. */
  onoversized?: ((origin: MessageOrigin) => void) | undefined;
  /** Puts numbers back that could not come as numbers; it changes the message. */
  restore?: ((message: unknown) => void) | undefined;
}

/**
 * Carrier is what a transport runs on: `channel` is one pipe for all messages, `http` one POST for each request,
 * `sse` the older pair of an event stream and a POST address.
 */
export type Carrier = 'channel' | 'http' | 'sse';
