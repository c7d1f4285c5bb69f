import { readAuditUnder, type AuditEvent } from '../../api/audit.js';
import { OWN_RULES } from './policy-verdict.js';

/** CallGroup is what one client asked of one tool. */
export interface CallGroup {
  readonly client: string;
  readonly tool: string;
  /** Calls that reached the server, however they ended. */
  readonly passed: number;
  readonly refused: number;
  /** Of the refused ones, those that one of the policy's own four rules refused. */
  readonly refusedByPolicy: number;
}

export interface DayOfCalls {
  readonly groups: readonly CallGroup[];
  readonly total: number;
  /** The oldest call that was read, where there are older ones; RFC 3339. */
  readonly cutAt?: string;
}

const DAY_MS = 24 * 3_600_000;
const PAGE = 1_000;
/** A busy server's day is cut there, and said to be. */
const MOST_PAGES = 5;

export function dayBefore(now: number): string {
  return new Date(now - DAY_MS).toISOString();
}

/** readDay reads a server's calls since a moment from the audit, newest first, and counts them. */
export async function readDay(server: string, since: string, signal: AbortSignal): Promise<DayOfCalls> {
  const calls: AuditEvent[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const before = calls.at(-1)?.seq;
    const query = { action: 'tool_call', resource_prefix: `${server}/`, since, limit: PAGE } as const;
    const found = await readAuditUnder(before === undefined ? query : { ...query, before }, signal);
    calls.push(...found);
    if (found.length < PAGE) return { groups: groupsOf(calls), total: calls.length };
  }
  return { groups: groupsOf(calls), total: calls.length, cutAt: calls.at(-1)?.ts ?? since };
}

type Called = Pick<AuditEvent, 'actor' | 'resource' | 'result' | 'metadata'>;

/** groupsOf counts calls by client and tool, the most first. */
export function groupsOf(calls: readonly Called[]): CallGroup[] {
  const groups = new Map<string, CallGroup>();
  for (const call of calls) {
    const tool = call.resource.slice(call.resource.indexOf('/') + 1);
    const key = JSON.stringify([call.actor, tool]);
    groups.set(key, withCall(groups.get(key) ?? blank(call.actor, tool), call));
  }
  return [...groups.values()].toSorted((one, other) => callsOf(other) - callsOf(one));
}

function blank(client: string, tool: string): CallGroup {
  return { client, tool, passed: 0, refused: 0, refusedByPolicy: 0 };
}

function withCall(group: CallGroup, { result, metadata: { rule } }: Called): CallGroup {
  if (result !== 'denied') return { ...group, passed: group.passed + 1 };
  const isOwn = typeof rule === 'string' && OWN_RULES.has(rule);
  return {
    ...group,
    refused: group.refused + 1,
    refusedByPolicy: group.refusedByPolicy + (isOwn ? 1 : 0),
  };
}

function callsOf({ passed, refused }: CallGroup): number {
  return passed + refused;
}
