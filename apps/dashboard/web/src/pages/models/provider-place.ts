import type { LibraryProvider } from '../../api/library-views.js';
import { servicePath } from '../../data/live-views.js';

/** A service as far as a provider may be one. */
interface NamedService {
  readonly node: string;
  readonly name: string;
}

/** Where a provider runs: its node or its host, and the page that has its log. */
export interface ProviderPlace {
  readonly node: string;
  readonly log?: { readonly service: string; readonly path: string };
}

/** Where the gateway itself runs. */
const HERE = 'local';

/**
 * placeOf says where a provider runs: as gateway.yaml names its service, or else by its host, which between containers is
 * the name of the service. A page is named only for a service that is known.
 */
export function placeOf(
  { address, service }: Pick<LibraryProvider, 'address' | 'service'>,
  services: readonly NamedService[],
): ProviderPlace {
  if (address === null) return { node: HERE };
  const host = address.replace(/:\d+$/, '');
  const [node, name] = service?.split('/') ?? [HERE, host];
  const known = services.find((one) => one.node === node && one.name === name);
  const shown = service !== null || known ? (node ?? host) : isLoopback(host) ? HERE : host;
  return { node: shown, ...(known && { log: { service: known.name, path: servicePath(known) } }) };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}
