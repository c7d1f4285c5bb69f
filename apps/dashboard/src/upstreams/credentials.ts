import { storedForm } from '@app/auth';
import type { Secrets } from '../settings/secrets.js';
import type { UpstreamName } from './upstream-name.js';

/** Credentials are what a session acts with upstream. Keys are told to upstreams and to nobody else. */
export interface Credentials {
  /** Equal for two sessions that act as the same; no key can be read from it. */
  readonly mark: string;
  /** The key for a route; undefined: none is sent. */
  keyFor(upstream: UpstreamName, path: string): string | undefined;
}

/** ownerCredentials are those of this server: operations have a key of their own, tools and models others. */
export function ownerCredentials(secrets: Secrets): Credentials {
  const operations = secrets.DASHBOARD_OPS_TOKEN ?? secrets.OPS_CONTROLLER_TOKEN;
  return {
    mark: 'owner',
    keyFor: (upstream, path) => {
      if (isOperated(upstream, path)) return operations;
      return upstream === 'router' ? (secrets.ROUTER_KEY ?? secrets.GATEWAY_KEY) : secrets.GATEWAY_KEY;
    },
  };
}

/** clientCredentials are one client's key, which every upstream judges for itself. */
export function clientCredentials(key: string): Credentials {
  return { mark: storedForm(key), keyFor: () => key };
}

/** What asks for an operator's key beside all of ops: the router's registry, and the gateway's library and calls. */
const OPERATED: Readonly<Record<Exclude<UpstreamName, 'ops'>, readonly string[]>> = {
  gateway: ['/api/models', '/api/calls'],
  router: ['/api/mcp'],
};

function isOperated(upstream: UpstreamName, path: string): boolean {
  if (upstream === 'ops') return true;
  return OPERATED[upstream].some(
    (below) => path === below || (/^[/?]/.test(path.slice(below.length)) && path.startsWith(below)),
  );
}
