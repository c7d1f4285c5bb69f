import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** askWorker calls the worker's own listener as a monitor would: without its token. */
export async function askWorker(
  socketPath: string | undefined,
  path: string,
): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const call = request({ socketPath, path }).end();
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, text: await text(answer) };
}
