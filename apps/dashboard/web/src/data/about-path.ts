import { servicePath, type Attention } from './live-views.js';
import { useLiveView } from './queries.js';

type About = Attention['about'];
type Places = readonly { readonly node: string; readonly name: string }[];

/** Where an app's work is seen, when it is no service of a node. */
const PAGES: Readonly<Record<string, string>> = { gateway: '/models', router: '/tools' };

/** nodeAnchor is where the page of the nodes has the card of one. */
export function nodeAnchor(node: string): string {
  return `node-${node}`;
}

/**
 * pathOf is where one looks at what an attention is about; undefined where there is no such place. An app is looked at as
 * the service of its name, for its log is there.
 */
export function pathOf({ kind, id, node = 'local' }: About, services: Places): string | undefined {
  switch (kind) {
    case 'service':
      return servicePath({ node, name: id });
    case 'job':
      return `/jobs/${encodeURIComponent(id)}`;
    case 'node':
      return `/nodes#${nodeAnchor(id)}`;
    case 'mcp':
      return `/tools/servers/${encodeURIComponent(id)}`;
    case 'quarantine':
      return '/tools';
    default: {
      const service = services.find(({ name }) => name === id);
      return service === undefined ? PAGES[id] : servicePath(service);
    }
  }
}

/** useAboutPath is `pathOf` among the services that are known. */
export function useAboutPath(): (about: About) => string | undefined {
  const services = useLiveView('services')?.services ?? [];
  return (about) => pathOf(about, services);
}
