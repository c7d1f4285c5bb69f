import type { ServerRegistry, ServerState } from '@app/mcp';
import type { ServerHealths } from '../registry/server-healths.js';
import { serverList } from '../registry/server-list.js';

/** How one server is, for people and for the dashboard. */
interface OneHealth {
  readonly id: string;
  readonly state: ServerState;
  readonly reason: string | undefined;
  /** Transport failures in a row. */
  readonly failures: number;
  readonly since: string | undefined;
}

export interface HealthAnswer {
  /** No server is in the way of somebody's work: those that nobody needs, or that are switched off, count as well. */
  readonly ok: boolean;
  readonly servers: readonly OneHealth[];
}

const WELL: ReadonlySet<ServerState> = new Set(['up', 'idle', 'disabled']);

/** ServersHealth knows how every server of the registry is, without asking any of them. */
export class ServersHealth {
  constructor(
    private readonly registry: ServerRegistry,
    private readonly healths: ServerHealths,
  ) {}

  all(): HealthAnswer {
    const { servers: listed } = serverList(this.registry.snapshot, [], this.healths);
    const servers = listed.map(({ id, state, reason, failures, since }) => {
      return { id, state, reason, failures, since };
    });
    return { ok: servers.every(({ state }) => WELL.has(state)), servers };
  }
}
