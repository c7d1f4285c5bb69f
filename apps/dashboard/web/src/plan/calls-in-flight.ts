import type { Library, LibraryProvider } from '../api/library-views.js';
import { counted } from '../time/format.js';

/** Where the gateway itself runs; a host between its containers is the name of a service there. */
const HERE = 'local';

/** callsInFlight says which calls run on the models that these services of a node serve; nothing if they serve none. */
export function callsInFlight(
  library: Library | undefined,
  node: string,
  services: readonly string[],
): string[] {
  if (library === undefined) return ['Whether model calls run on it is not known: the gateway did not say.'];
  const { providers, models } = library;
  const serving = providers.filter((provider) => services.some((name) => isServedBy(provider, node, name)));
  if (serving.length === 0) return [];
  const ids = new Set(serving.map(({ id }) => id));
  const busy = models.filter(({ provider, in_flight: calls }) => ids.has(provider) && calls > 0);
  if (busy.length === 0) return ['No call runs on its models now.'];
  return busy.map(({ id, in_flight: calls }) => {
    return `${counted(calls, 'call')} ${calls === 1 ? 'runs' : 'run'} on ${id} now, and may be cut off.`;
  });
}

/** As gateway.yaml names its service, or else by its host. */
function isServedBy({ service, address }: LibraryProvider, node: string, name: string): boolean {
  if (service !== null) return service === `${node}/${name}`;
  return node === HERE && address?.replace(/:\d+$/, '') === name;
}
