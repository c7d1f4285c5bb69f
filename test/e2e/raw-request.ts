import { once } from 'node:events';
import { connect } from 'node:net';

/** rawRequest sends header lines as they are, duplicates included, and returns the whole answer. */
export async function rawRequest(url: string, head: readonly string[], body: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  let answer = '';
  for await (const part of socket) answer += String(part);
  return answer;
}
