import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { OperatorError } from './operator-error.ts';

/** requireFreePort throws an OperatorError when somebody listens there already. */
export async function requireFreePort(host: string, port: number, variable: string): Promise<void> {
  try {
    await listenOnce(host, port);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${code})`;
    throw new OperatorError(
      `port ${port} on ${host} ${reason}; free it, or set ${variable} to another port`,
      {
        cause,
      },
    );
  }
}

/** freeLoopbackPort returns a port of 127.0.0.1 that nobody used a moment ago. */
export async function freeLoopbackPort(): Promise<number> {
  return listenOnce('127.0.0.1', 0);
}

async function listenOnce(host: string, port: number): Promise<number> {
  const server = createServer();
  server.listen({ host, port, exclusive: true });
  await once(server, 'listening');
  const { port: given } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return given;
}
