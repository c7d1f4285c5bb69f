import { readKeys, type KeyEntry } from '../../api/keys.js';
import { asProblem, sentence } from '../../api/problem.js';
import { readRegistry, type Entry } from '../../api/tool-registry.js';
import { counted } from '../../time/format.js';
import { dayBefore, readDay, type DayOfCalls } from './policy/calls-of-day.js';
import { draftOfEntry } from './policy/policy-draft.js';
import { denialBy, matches } from './policy/policy-verdict.js';

export interface ToolName {
  readonly server: string;
  readonly tool: string;
}

type Client = Pick<KeyEntry, 'id' | 'scopes' | 'expires_at'>;

/** clientsLetIn are those that the server's policy and their scopes let call a tool; undefined: there are no keys, and nobody is asked for one. */
export function clientsLetIn(
  clients: readonly Client[],
  entry: Entry,
  { server, tool }: ToolName,
): readonly string[] | undefined {
  if (clients.length === 0) return undefined;
  const draft = draftOfEntry(entry);
  const mayCall = ({ id, scopes, expires_at }: Client) =>
    (expires_at === null || Date.parse(expires_at) > Date.now()) &&
    scopes.tools.some((pattern) => matches(pattern, `${server}/${tool}`)) &&
    denialBy(draft, id, tool) === undefined;
  return clients.filter(mayCall).map(({ id }) => id);
}

/** So many are named; the rest is counted. */
const NAMED = 6;

export function letInLine(ids: readonly string[] | undefined): string {
  if (ids === undefined) return 'Everybody may call it: there are no keys yet.';
  if (ids.length === 0) return 'Policy and scopes let no client call it.';
  return `Policy and scopes let ${listed(ids, 'client')} call it.`;
}

/** callersLine says who called a tool on one day, refused calls included. */
export function callersLine({ groups, cutAt }: DayOfCalls, tool: string): string {
  const called = groups.filter((group) => group.tool === tool);
  if (called.length === 0)
    return cutAt === undefined
      ? 'Nobody called it in the last 24 h.'
      : 'Nobody called it in the newest calls of its server; older ones of the last 24 h were not read.';
  const callers = called.map(({ client, passed, refused }) => {
    const calls = counted(passed + refused, 'call');
    return refused === 0 ? `${client} (${calls})` : `${client} (${calls}, ${refused} refused)`;
  });
  const least = cutAt === undefined ? '' : ', at least';
  return `In the last 24 h it was called by ${listed(callers, 'other')}${least}.`;
}

function listed(names: readonly string[], one: string): string {
  const more = names.length - NAMED;
  if (more <= 0) return names.join(', ');
  return `${names.slice(0, NAMED).join(', ')} and ${counted(more, `more ${one}`)}`;
}

/** ToolReach is whom a decision about a tool meets, in sentences; what could not be read is said to be unknown. */
export interface ToolReach {
  readonly letIn: string;
  readonly callers: string;
}

/** readReach asks anew, for a plan. */
export async function readReach(
  name: ToolName,
  mayReadAudit: boolean,
  signal: AbortSignal,
): Promise<ToolReach> {
  const letIn = async () => {
    const [{ keys }, { servers }] = await Promise.all([readKeys(signal), readRegistry(signal)]);
    return letInLine(clientsLetIn(keys, servers[name.server] ?? {}, name));
  };
  const callers = async () =>
    callersLine(await readDay(name.server, dayBefore(Date.now()), signal), name.tool);
  const [first, second] = await Promise.all([
    orUnknown('Which clients may call it', letIn, signal),
    mayReadAudit ? orUnknown('Who called it in the last 24 h', callers, signal) : CALLERS_UNTOLD,
  ]);
  return { letIn: first, callers: second };
}

export const CALLERS_UNTOLD = 'Who called it in the last 24 h is not known: your key may not read the audit.';

async function orUnknown(what: string, read: () => Promise<string>, signal: AbortSignal): Promise<string> {
  try {
    return await read();
  } catch (error) {
    signal.throwIfAborted();
    return unknownLine(what, error);
  }
}

export function unknownLine(what: string, error: unknown): string {
  return `${what} is not known. ${sentence(asProblem(error).message)}`;
}
