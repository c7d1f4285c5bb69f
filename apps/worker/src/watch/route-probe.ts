import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Finding, Probe } from './probe.js';

/** None of them is in the route table. If one passes it does nothing: it lists, or creates nothing out of nothing. */
const FORBIDDEN = [
  ['GET', '/v1.41/plugins'],
  ['POST', '/v1.41/containers/create'],
] as const;

/** routeProbe asks, with our good certificate, for what the node's proxy must keep from its engine. */
export const routeProbe: Probe = async (door, signal) => {
  const findings = await Promise.all(
    FORBIDDEN.map(([method, path]) =>
      found(door.request({ method, path, headers: { 'content-length': '0' }, signal })),
    ),
  );
  if (findings.includes('exposed')) return 'exposed';
  return findings.every((finding) => finding === 'refused') ? 'refused' : 'unknown';
};

function found(call: ClientRequest): Promise<Finding> {
  return new Promise((resolve) => {
    call.once('response', (answer) => {
      answer.destroy();
      resolve(findingOf(answer));
    });
    call.on('error', () => resolve('unknown'));
    call.end();
  });
}

/** Every answer of an engine names its API version. A proxy that does not reach its engine has tried to. */
function findingOf({ statusCode = 0, headers }: IncomingMessage): Finding {
  if (headers['api-version'] !== undefined || statusCode < 400 || statusCode >= 502) return 'exposed';
  return statusCode === 403 ? 'refused' : 'unknown';
}
