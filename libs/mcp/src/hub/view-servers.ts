import type { NativeUri } from '../names/uri-table.js';
import type { Principal, ToolPolicy } from '../policy/tool-policy.js';
import type { PooledServer, ServerPool } from '../upstream/server-pool.js';
import type { View } from './hub-types.js';

/** ViewServers knows which servers somebody sees through an endpoint, in the registry's order. */
export class ViewServers {
  constructor(
    private readonly pool: ServerPool,
    private readonly policy: ToolPolicy,
  ) {}

  of(view: View, principal: Principal): PooledServer[] {
    return [...this.pool.servers.values()].filter((server) => this.#sees(view, principal, server));
  }

  /** named is `of` for those servers alone whose id is meant, which is asked first. */
  named(view: View, principal: Principal, isMeant: (id: string) => boolean): PooledServer[] {
    const found: PooledServer[] = [];
    for (const server of this.pool.servers.values())
      if (isMeant(server.id) && this.#sees(view, principal, server)) found.push(server);
    return found;
  }

  /** find is undefined for a server that is not there as for one that is not seen. */
  find(view: View, principal: Principal, id: string): PooledServer | undefined {
    const server = this.pool.servers.get(id);
    return server !== undefined && this.#sees(view, principal, server) ? server : undefined;
  }

  sees(view: View, principal: Principal, id: string): boolean {
    return this.find(view, principal, id) !== undefined;
  }

  /** seesResource is for a URI in its server's own words. */
  seesResource(view: View, principal: Principal, { server, uri }: NativeUri): boolean {
    const use = { server, tool: uri, kind: 'resources' } as const;
    return this.sees(view, principal, server) && this.policy.decide(principal, use).allowed;
  }

  #sees(view: View, principal: Principal, server: PooledServer): boolean {
    if (server.health.state === 'disabled' || !isIn(view, server)) return false;
    return this.policy.decide(principal, { server: server.id, tool: undefined }).allowed;
  }
}

/** viewKey tells views apart, in keys and in what is sealed. */
export function viewKey(view: View): string {
  if (view.kind === 'all') return 'all';
  return view.kind === 'server' ? `server/${view.server}` : `project/${view.project}`;
}

function isIn(view: View, server: PooledServer): boolean {
  if (view.kind === 'server') return server.id === view.server;
  const { project } = server.entry;
  return project === undefined || (view.kind === 'project' && project === view.project);
}
