import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Arrived is a request as it came, head and body, and the connection to answer it on. */
export interface Arrived {
  readonly text: string;
  readonly socket: Socket;
}

/** ScriptedServer leaves every byte of an answer to the test. It reads requests of up to one read each. */
export class ScriptedServer {
  /** Connections in the order in which they were opened. */
  readonly sockets: Socket[] = [];
  private readonly arrived: Arrived[] = [];
  private readonly waiting: ((request: Arrived) => void)[] = [];

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.accept(socket));
  }

  static async start(): Promise<ScriptedServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ScriptedServer(server);
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
  }

  /** next resolves with the next request. */
  next(): Promise<Arrived> {
    const request = this.arrived.shift();
    if (request !== undefined) return Promise.resolve(request);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** forget drops what has arrived and was not taken. */
  forget(): void {
    this.arrived.length = 0;
  }

  /** gone resolves when a connection is closed on both sides. */
  static async gone(socket: Socket): Promise<void> {
    if (!socket.closed) await once(socket, 'close');
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private accept(socket: Socket): void {
    this.sockets.push(socket);
    // A client that leaves resets the connection; that is what some tests are about.
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      const request = { text: bytes.toString('latin1'), socket };
      const taker = this.waiting.shift();
      if (taker === undefined) this.arrived.push(request);
      else taker(request);
    });
  }
}
