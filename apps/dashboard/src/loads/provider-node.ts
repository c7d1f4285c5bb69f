/** What the gateway tells of where a provider is. */
export interface ProviderAddress {
  /** Host and port; null: the gateway itself. */
  readonly address: string | null;
  /** `node/service`, as gateway.yaml says. */
  readonly service: string | null;
}

const LOCAL = 'local';

/**
 * providerNode is the node that a provider runs on: as gateway.yaml names its service, or else the gateway's own for a
 * loopback address and for the name of a service there. Undefined for the gateway itself, and for a host that nobody knows.
 */
export function providerNode(
  { address, service }: ProviderAddress,
  localServices: readonly string[],
): string | undefined {
  if (service !== null) return service.split('/')[0];
  const host = address?.replace(/:\d+$/, '');
  if (host === undefined) return undefined;
  return isLoopback(host) || localServices.includes(host) ? LOCAL : undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}
