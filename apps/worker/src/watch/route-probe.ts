import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Finding, Probe } from './probe.js';

interface Forbidden {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

/** No such image is anywhere. */
const NOWHERE = `sha256:${'0'.repeat(64)}`;

/**
 * None of them may pass, neither to the engine nor by way of a create gate. If one does it does nothing: it lists, or
 * creates nothing out of nothing.
 */
const FORBIDDEN: readonly Forbidden[] = [
  { method: 'GET', path: '/v1.41/plugins' },
  { method: 'POST', path: '/v1.41/containers/create' },
];
const PRIVILEGED: Forbidden = {
  method: 'POST',
  path: '/v1.41/containers/create',
  body: JSON.stringify({ Image: NOWHERE, HostConfig: { Privileged: true } }),
};

/** routeProbe asks, with our good certificate, for what the node's proxy must keep from its engine. */
export const routeProbe: Probe = async (door, signal) => {
  const ask = ({ method, path, body = '' }: Forbidden) => {
    const type = body === '' ? {} : { 'content-type': 'application/json' };
    const headers = { ...type, 'content-length': String(Buffer.byteLength(body)) };
    return found(door.request({ method, path, headers, signal }), body);
  };
  const findings = (await Promise.all(FORBIDDEN.map(ask))).map(findingOf);
  findings.push(privilegedFinding(await ask(PRIVILEGED)));
  if (findings.includes('exposed')) return 'exposed';
  return findings.every((finding) => finding === 'refused') ? 'refused' : 'unknown';
};

/** Undefined when there was no answer. */
function found(call: ClientRequest, body: string): Promise<IncomingMessage | undefined> {
  return new Promise((resolve) => {
    call.once('response', (answer) => {
      answer.destroy();
      resolve(answer);
    });
    call.on('error', () => resolve(undefined));
    call.end(body);
  });
}

/** Every answer of an engine names its API version. A proxy that does not reach its engine has tried to. */
function findingOf(answer: IncomingMessage | undefined): Finding {
  if (answer === undefined) return 'unknown';
  const { statusCode = 0, headers } = answer;
  if (headers['api-version'] !== undefined || statusCode < 400 || statusCode >= 502) return 'exposed';
  return statusCode === 403 ? 'refused' : 'unknown';
}

/** Calls that make containers go to the gate, and where there is none they go nowhere. */
function privilegedFinding(answer: IncomingMessage | undefined): Finding {
  const isNowhere = answer?.statusCode === 502 && answer.headers['api-version'] === undefined;
  return isNowhere ? 'refused' : findingOf(answer);
}
