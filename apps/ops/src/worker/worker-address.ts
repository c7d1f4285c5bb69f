import type { RequestOptions } from 'node:http';

/** isWorkerAddress accepts `unix:///path` and plain `http://host:port`. */
export function isWorkerAddress(address: string): boolean {
  if (address.startsWith('unix:///')) return address.length > 'unix:///'.length;
  return URL.canParse(address) && /^http:\/\/[^/?#@]+\/?$/.test(address);
}

/** workerTarget returns what node:http needs to connect there. */
export function workerTarget(address: string): RequestOptions {
  if (address.startsWith('unix://')) return { socketPath: address.slice('unix://'.length), host: 'worker' };
  const { hostname, port } = new URL(address);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? 80 : Number(port) };
}
