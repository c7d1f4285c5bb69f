import type { RequestOptions } from 'node:http';

/** workerPlace returns what node:http needs to connect to `unix:///path/of/a/socket` or `http://host:port`. */
export function workerPlace(address: string): RequestOptions {
  if (address.startsWith('unix://')) return { socketPath: address.slice('unix://'.length), host: 'worker' };
  const { hostname, port } = new URL(address);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? 80 : Number(port) };
}
