import { systemClock, type Clock, DomainError } from '@app/kernel';
import { z } from 'zod';
import type { PassedCall } from '../bff/pass-through.js';
import type { PassedReads } from '../bff/passed-reads.js';
import type { ReadCaller } from '../bff/read-caller.js';
import { jsonIn, knownPart, type ReadPart } from '../bff/read-part.js';

const DAY_MS = 24 * 3_600_000;
/** As many as ops answers with at once; of a server with more, the page reads on itself. */
const MOST_CALLS = 1_000;
const MOST_SERVERS = 8;
const waiting = z.looseObject({ tools: z.array(z.looseObject({ server: z.string() })) });

/**
 * ReachReads joins what tells whom a decision about tools in quarantine meets: the registry, the keys, and the calls of the
 * last day of each of their servers. Where nothing waits, nothing is read.
 */
export class ReachReads {
  constructor(
    private readonly passed: Pick<PassedReads, 'read'>,
    private readonly clock: Clock = systemClock,
  ) {}

  /** read leaves out what the session may not read, or what cannot be read now. Throws what the quarantine throws. */
  async read(caller: ReadCaller): Promise<ReadPart> {
    const quarantine = await this.passed.read(caller, router('/api/mcp/quarantine?limit=200'));
    if (quarantine.status !== 200) return quarantine;
    const servers = serversIn(quarantine).slice(0, MOST_SERVERS);
    if (servers.length === 0) return knownPart({ days: [] });
    const { permissions } = caller.session.identity;
    const may = (permission: 'administer' | 'read_audit', call: PassedCall) =>
      permissions.includes(permission) ? this.told(caller, call) : undefined;
    const [registry, keys, ...days] = await Promise.all([
      this.told(caller, router('/api/mcp/registry')),
      may('administer', { upstream: 'ops', sent: '/keys' }),
      ...servers.map((server) => may('read_audit', { upstream: 'ops', sent: this.dayOf(server) })),
    ]);
    const ofServers = servers.flatMap((server, at) => (days[at] ? [{ server, ...days[at] }] : []));
    return knownPart({ ...(registry && { registry }), ...(keys && { keys }), days: ofServers });
  }

  private dayOf(server: string): string {
    const since = new Date(this.clock.now() - DAY_MS).toISOString();
    const query = { action: 'tool_call', resource_prefix: `${server}/`, since, limit: String(MOST_CALLS) };
    return `/audit?${new URLSearchParams(query).toString()}`;
  }

  /** Whoever wants what is missing asks for it, and is told why. */
  private async told(caller: ReadCaller, call: PassedCall) {
    try {
      const part = await this.passed.read(caller, call);
      if (part.status !== 200) return undefined;
      const { etag } = part.headers;
      return { told: jsonIn(part, call.upstream), ...(etag !== undefined && { etag }) };
    } catch (error) {
      if (error instanceof DomainError && error.code !== 'session_required') return undefined;
      throw error;
    }
  }
}

function router(sent: string): PassedCall {
  return { upstream: 'router', sent };
}

function serversIn(quarantine: ReadPart): readonly string[] {
  const { success, data } = waiting.safeParse(jsonIn(quarantine, 'the quarantine of the router'));
  if (success) return [...new Set(data.tools.map(({ server }) => server))];
  throw new DomainError('upstream_malformed', 'router cannot be understood: its quarantine has another form');
}
