import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** MuteServer accepts connections and never says a word, so that no TLS handshake with it ends. */
export interface MuteServer {
  readonly port: number;
  /** Every connection that was made, closed ones included. */
  readonly sockets: readonly Socket[];
  close(): void;
}

export async function startMuteServer(): Promise<MuteServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    sockets.push(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
