import { readAuditUnder, type AuditEvent } from '../../../api/audit.js';
import { OWN_RULES } from './policy-verdict.js';

/** TimedCall is how long a call took that reached its server. */
export interface TimedCall {
  /** Undefined: its event does not tell. */
  readonly ms: number | undefined;
  /** It was cut by one of the two limits of time; which of them, nobody wrote down. */
  readonly wasCut: boolean;
}

/** CallGroup is what one client asked of one tool. */
export interface CallGroup {
  readonly client: string;
  readonly tool: string;
  /** Calls that reached the server, however they ended. */
  readonly passed: number;
  readonly refused: number;
  /** Of the refused ones, those that one of the policy's own four rules refused. */
  readonly refusedByPolicy: number;
  /** Of the ones that passed. */
  readonly times: readonly TimedCall[];
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
    if (found.length < PAGE) return wholeDay(calls);
  }
  return { groups: groupsOf(calls), total: calls.length, cutAt: calls.at(-1)?.ts ?? since };
}

type Called = Pick<AuditEvent, 'actor' | 'resource' | 'result' | 'metadata'>;

/** firstPageDay is a day whose calls are all on its first page; undefined where there may be more. */
export function firstPageDay(calls: readonly AuditEvent[]): DayOfCalls | undefined {
  return calls.length < PAGE ? wholeDay(calls) : undefined;
}

function wholeDay(calls: readonly AuditEvent[]): DayOfCalls {
  return { groups: groupsOf(calls), total: calls.length };
}

/** groupsOf counts calls by client and tool, the most first. */
export function groupsOf(calls: readonly Called[]): CallGroup[] {
  const byWhat = Map.groupBy(calls, ({ actor, resource }) => JSON.stringify([actor, resource]));
  return [...byWhat.values()].map(groupOf).toSorted((one, other) => callsOf(other) - callsOf(one));
}

/** All of them are of one client and tool. */
function groupOf(calls: readonly Called[]): CallGroup {
  const { actor: client = '', resource = '' } = calls[0] ?? {};
  const refused = calls.filter(({ result }) => result === 'denied');
  const times = calls.filter(({ result }) => result !== 'denied').map(timedCall);
  return {
    client,
    tool: resource.slice(resource.indexOf('/') + 1),
    passed: times.length,
    refused: refused.length,
    refusedByPolicy: refused.filter(isByPolicy).length,
    times,
  };
}

function isByPolicy({ metadata: { rule } }: Called): boolean {
  return typeof rule === 'string' && OWN_RULES.has(rule);
}

function timedCall({ metadata: { duration_ms: ms, code } }: Called): TimedCall {
  return { ms: typeof ms === 'number' ? ms : undefined, wasCut: code === 'mcp_timeout' };
}

function callsOf({ passed, refused }: CallGroup): number {
  return passed + refused;
}
