import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { reachableHost, type AppPlace } from './app-place.ts';

const PATIENCE_MS = 2_000;

/** answersOk tells whether a page answers with success; nobody there, or nobody in time, is a no. */
export async function answersOk(place: AppPlace, path: string): Promise<boolean> {
  const where =
    place.kind === 'socket'
      ? { socketPath: place.path }
      : { host: reachableHost(place.host), port: place.port };
  const call = request({ ...where, path, agent: false, signal: AbortSignal.timeout(PATIENCE_MS) }).end();
  try {
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    answer.destroy();
    return answer.statusCode === 200;
  } catch {
    return false;
  }
}
