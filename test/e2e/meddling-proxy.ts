import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Meddling {
  /** Runs before a request is passed on. */
  readonly before?: (call: IncomingMessage) => Promise<void> | void;
  /** True lets the request through and its answer not. */
  readonly drop?: (call: IncomingMessage) => boolean;
  /** True cuts the connection of this answer after its first part. */
  readonly cut?: (call: IncomingMessage) => boolean;
}

export interface MeddlingProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** meddlingProxy stands before an HTTP server and meddles with what passes. */
export async function meddlingProxy(target: string, meddling: Meddling): Promise<MeddlingProxy> {
  const server = createServer((call, answer) => void pass(target, meddling, call, answer));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

async function pass(
  target: string,
  { before, drop, cut }: Meddling,
  call: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  await before?.(call);
  const { method, headers, url } = call;
  const onward = request(`${target}${url}`, { method, headers }, (from) => {
    if (drop?.(call)) answer.destroy();
    else handOn(from, answer, cut?.(call) ?? false);
  });
  onward.once('error', () => answer.destroy());
  answer.once('close', () => onward.destroy());
  call.pipe(onward);
}

function handOn(from: IncomingMessage, answer: ServerResponse, cut: boolean): void {
  answer.writeHead(from.statusCode ?? 502, from.headers);
  if (cut) from.once('data', (part: Buffer) => answer.write(part, () => answer.destroy()));
  else from.pipe(answer);
}
