import type { AddressGuard, JsonObject } from '@app/kernel';
import type { Broker } from '../broker/broker.js';
import type { WordsListener } from '../log/server-words.js';
import type { ChildSurroundings } from '../process/child-surroundings.js';
import type { ClientIdentity } from './link-face.js';

/** ConnectorOptions is what all links of one router have in common. */
export interface ConnectorOptions {
  readonly client: ClientIdentity;
  /** What servers are told that clients can do: all that any client may be able to. A call's own client may do less. */
  readonly capabilities: JsonObject;
  /** How long a start with its handshake may take, in milliseconds. */
  readonly startMs: number;
  /** Bytes of one message. */
  readonly messageBytes: number;
  readonly guard: AddressGuard;
  /** The router's, as an absolute path: servers of this repository keep theirs below it. */
  readonly dataDir: string;
  /** What programs run in: the run's mark, its census, and the environment of which they inherit a few names. */
  readonly processes: Pick<ChildSurroundings, 'mark' | 'census' | 'environment'>;
  /** Without one, servers in containers cannot be reached. */
  readonly broker?: Broker | undefined;
  /** The log of the servers: what they write to their standard error, and say in log messages. */
  readonly words?: WordsListener | undefined;
  /** What a transport complains of without ending; for operators alone. */
  readonly onTrouble?: ((server: string, error: Error) => void) | undefined;
}
