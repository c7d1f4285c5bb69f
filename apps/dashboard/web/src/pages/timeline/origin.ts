import type { AuditEvent } from '../../api/audit.js';
import type { Correlated } from '../../api/timeline.js';
import { claimsIn } from '../audit/caller-claims.js';

/** Origin is where a request began, with the evidence for it, and what its caller calls it. */
export interface Origin {
  /** `CI, said by the caller`, or `API, by the door it came through: ops`. */
  readonly text: string;
  /** Where the caller has said an origin: the door all the same, which is no claim. */
  readonly door?: string;
  /** As the caller gave them; one id may stand for several requests. */
  readonly traceIds: readonly string[];
}

interface Door {
  readonly word: string;
  readonly app: string;
}

export function originOf({ events, calls }: Pick<Correlated, 'events' | 'calls'>): Origin {
  const claims = [...events, ...calls].map(claimsIn);
  const said = unique(claims.flatMap(({ origin }) => origin ?? []));
  const traceIds = unique(claims.flatMap(({ traceId }) => traceId ?? []));
  const doors = [...events.map(doorOf), ...calls.map(() => ({ word: 'API', app: 'gateway' }))];
  const words = unique(doors.map(({ word }) => word)).join(' and ');
  const apps = unique(doors.map(({ app }) => app));
  if (said.length > 0) {
    return {
      text: `${said.join(' and ')}, said by the caller`,
      door: `${words} of ${apps.join(', ')}`,
      traceIds,
    };
  }
  const door = apps.length === 1 ? 'the door' : 'the doors';
  return { text: `${words}, by ${door} it came through: ${apps.join(', ')}`, traceIds };
}

/** The router has two doors, of which its older events do not tell. */
const OF_ROUTER: Readonly<Record<string, string>> = { mcp: 'MCP', api: 'API' };

function doorOf({ action, metadata }: AuditEvent): Door {
  const app = typeof metadata['shipped_by'] === 'string' ? metadata['shipped_by'] : 'ops';
  if (action === 'tool_call')
    return { word: OF_ROUTER[String(metadata['door'])] ?? 'API or MCP', app: 'router' };
  return { word: app === 'dashboard' ? 'Sign-in' : 'API', app };
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
