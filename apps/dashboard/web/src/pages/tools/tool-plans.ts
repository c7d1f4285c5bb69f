import type { QueryClient } from '@tanstack/react-query';
import { asProblem, Problem } from '../../api/problem.js';
import {
  acceptTool,
  addServer,
  blockTool,
  readQuarantine,
  readServers,
  sendCall,
  switchServer,
  type Addition,
  type CallAnswer,
  type QuarantinedTool,
  type ServerSwitch,
} from '../../api/tool-registry.js';
import { toast } from '../../kit/index.js';
import type { PlanSubject, PlanView } from '../../plan/plan-view.js';

export type View = Omit<PlanView, 'hash'>;
export const NOTHING: View = { changes: [], stops: [], affected: [], needs: [], cannotBeUndone: [] };

interface Wanted<T> extends Pick<PlanSubject, 'verb' | 'object' | 'tier'> {
  readonly read: (signal: AbortSignal) => Promise<T>;
  readonly view: (found: T) => View;
  /** What must be the same when it is confirmed; all that is shown, unless told otherwise. */
  readonly bound?: (found: T) => unknown;
  readonly act: (found: T, reason: string, signal: AbortSignal) => Promise<unknown>;
  readonly done: string;
}

/** The router plans nothing ahead: what is there is read for the plan, and once more before it is done. */
export function planOf<T>(
  client: QueryClient,
  { verb, object, tier, read, view, bound = view, act, done }: Wanted<T>,
): PlanSubject {
  const planned = async (found: T) => ({ ...view(found), hash: await hashOf(JSON.stringify(bound(found))) });
  return {
    verb,
    object,
    tier,
    plan: async (signal) => planned(await read(signal)),
    confirm: async ({ hash, reason, signal }) => {
      const found = await read(signal);
      if ((await planned(found)).hash !== hash) throw outdated();
      await act(found, reason, signal).catch(throwOutdated);
      return {};
    },
    onAccepted: () => {
      toast('ok', done);
      void client.invalidateQueries({ queryKey: ['mcp'], predicate: ({ queryKey }) => queryKey.length > 1 });
    },
  };
}

async function hashOf(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `sha256:${[...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function outdated(): Problem {
  return new Problem(409, 'plan_outdated', 'what is there has changed since that plan was made');
}

/** Somebody else was faster: the plan is made anew. */
function throwOutdated(error: unknown): never {
  const problem = asProblem(error);
  throw problem.code === 'registry_conflict' ? outdated() : problem;
}

const DONE: Readonly<Record<ServerSwitch, string>> = {
  enable: 'enabled',
  disable: 'disabled',
  remove: 'removed',
};
const VERBS: Readonly<Record<ServerSwitch, string>> = {
  enable: 'Enable',
  disable: 'Disable',
  remove: 'Remove',
};

/** switchPlan enables, disables or removes a server. */
export function switchPlan(client: QueryClient, change: ServerSwitch, server: string): PlanSubject {
  return planOf(client, {
    verb: VERBS[change],
    object: server,
    tier: change === 'remove' ? 2 : 1,
    done: `${server} is ${DONE[change]}.`,
    read: async (signal) => (await readServers(signal)).servers.find(({ id }) => id === server),
    view: (found) => {
      if (found === undefined)
        throw new Problem(404, 'mcp_server_not_found', `there is no server ${server} any more`);
      return switchView(change, server, found);
    },
    act: (_found, reason, signal) => switchServer(change, server, reason, signal),
  });
}

function switchView(
  change: ServerSwitch,
  server: string,
  found: { enabled: boolean; tools: { allowed: number } },
): View {
  const before = found.enabled ? 'enabled' : 'disabled';
  const { allowed } = found.tools;
  const known = `${allowed} known tools of ${server}`;
  const changes = before === DONE[change] ? [] : [{ id: server, what: server, before, after: DONE[change] }];
  if (change === 'enable') {
    return {
      ...NOTHING,
      changes,
      affected: [`Clients that its policy and their scopes let in see its tools (${allowed} known).`],
      needs: ['Each variable that it requires, in data/mcp/.env or as a secret of the container.'],
    };
  }
  const stops = found.enabled ? ['Its process or connection, and the calls that run in it.'] : [];
  const affected = found.enabled ? [`Clients lose ${known}, until it is enabled again.`] : [];
  if (change === 'disable') return { ...NOTHING, changes, stops, affected };
  return {
    ...NOTHING,
    changes,
    stops,
    affected: found.enabled ? [`Clients lose ${known}.`] : [],
    cannotBeUndone: [
      'Its entry in the registry goes, with its policy.',
      'The definitions that were approved are forgotten: added again, it is trusted at first sight.',
    ],
  };
}

/** approvePlan approves the definition that was looked at, and no other. */
export function approvePlan(client: QueryClient, tool: QuarantinedTool): PlanSubject {
  return quarantinePlan(client, tool, {
    verb: 'Approve this version of',
    done: `${tool.server}/${tool.tool} is approved and in use.`,
    after: `approved: ${shortHash(tool.hash)}`,
    affected: ['Clients that the policy lets in see this definition, and may call the tool again.'],
    act: acceptTool,
  });
}

/** blockPlan says no to a definition. */
export function blockPlan(client: QueryClient, tool: QuarantinedTool): PlanSubject {
  return quarantinePlan(client, tool, {
    verb: 'Block this version of',
    done: `${tool.server}/${tool.tool} is blocked.`,
    after: `blocked: ${shortHash(tool.hash)}`,
    affected: [
      'Nobody can call the tool while its server offers this version.',
      'Another version waits for a decision again; the approved one is in use at once.',
    ],
    act: blockTool,
  });
}

interface Decision {
  readonly verb: string;
  readonly done: string;
  readonly after: string;
  readonly affected: readonly string[];
  readonly act: (
    body: { server: string; tool: string; hash: string },
    reason: string,
    signal: AbortSignal,
  ) => Promise<unknown>;
}

function quarantinePlan(client: QueryClient, wanted: QuarantinedTool, decision: Decision): PlanSubject {
  const { server, tool, hash } = wanted;
  const { verb, done, after, affected, act } = decision;
  return planOf(client, {
    verb,
    object: `${server}/${tool}`,
    tier: 1,
    done,
    read: async (signal) => {
      const { tools, blocked } = await readQuarantine(signal);
      return [...tools, ...blocked].find((one) => one.server === server && one.tool === tool);
    },
    view: (found) => {
      if (found?.hash !== hash) {
        throw new Problem(
          409,
          'registry_conflict',
          'the server offers another version by now; look at that one',
        );
      }
      const before =
        found.approved_hash === null
          ? 'in quarantine, never approved'
          : `in quarantine; approved: ${shortHash(found.approved_hash)}`;
      return { ...NOTHING, changes: [{ id: tool, what: `${server}/${tool}`, before, after }], affected };
    },
    act: (_found, reason, signal) => act({ server, tool, hash }, reason, signal),
  });
}

export function shortHash(hash: string): string {
  return hash.replace('sha256:', '').slice(0, 12);
}

export interface AdditionView {
  /** What runs: an image, a command, a package, a URL. */
  readonly what: string;
  readonly clients: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly network: string;
}

/** additionPlan adds a server and enables it. */
export function additionPlan(
  client: QueryClient,
  body: Addition,
  { what, clients, required, optional, network }: AdditionView,
  onAdded: () => void,
): PlanSubject {
  const { server } = body;
  const plan = planOf(client, {
    verb: 'Add',
    object: server,
    tier: 1,
    done: `${server} is added and enabled.`,
    read: async (signal) => (await readServers(signal)).servers.some(({ id }) => id === server),
    view: (isThere) => {
      if (isThere)
        throw new Problem(
          409,
          'registry_conflict',
          `there is a server ${server} already; choose another name`,
        );
      return {
        ...NOTHING,
        changes: [{ id: server, what: server, before: 'not there', after: `added and enabled: ${what}` }],
        affected: [`Clients that may call it: ${clients}. Its tools are approved at first sight.`],
        needs: [
          ...(required.length > 0
            ? [`Set already in data/mcp/.env or as secrets: ${required.join(', ')}`]
            : []),
          ...(optional.length > 0 ? [`May be set there: ${optional.join(', ')}`] : []),
          network,
        ],
      };
    },
    act: (_found, reason, signal) => addServer(body, reason, signal),
  });
  return {
    ...plan,
    onAccepted: (accepted) => {
      plan.onAccepted?.(accepted);
      onAdded();
    },
  };
}

export type CallOutcome =
  { readonly answer: CallAnswer } | { readonly problem: Problem; readonly ms: number };

/** callPlan calls a tool that may destroy something. It is sent once: a lost answer is an outcome, and no reason to try again. */
export function callPlan(
  call: { server: string; tool: string; given: string },
  onOutcome: (outcome: CallOutcome) => void,
): PlanSubject {
  const { server, tool, given } = call;
  const view: View = {
    ...NOTHING,
    changes: [{ id: tool, what: `${server}/${tool}`, before: 'not called', after: `called with ${given}` }],
    cannotBeUndone: ['The tool may change or delete things; what it does is not known here.'],
  };
  return {
    verb: 'Call',
    object: `${server}/${tool}`,
    tier: 1,
    plan: async () => ({ ...view, hash: await hashOf(JSON.stringify(view)) }),
    confirm: async ({ signal }) => {
      onOutcome(await outcomeOf(call, signal));
      return {};
    },
  };
}

export async function outcomeOf(
  call: { server: string; tool: string; given: string },
  signal: AbortSignal,
): Promise<CallOutcome> {
  const began = performance.now();
  try {
    return { answer: await sendCall(call, signal) };
  } catch (error) {
    return { problem: asProblem(error), ms: performance.now() - began };
  }
}
