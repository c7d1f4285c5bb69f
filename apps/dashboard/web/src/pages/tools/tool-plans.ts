import type { QueryClient } from '@tanstack/react-query';
import { asProblem, Problem } from '../../api/problem.js';
import {
  addServer,
  readServers,
  sendCall,
  switchServer,
  type Addition,
  type CallAnswer,
  type ServerSwitch,
} from '../../api/tool-registry.js';
import { toast } from '../../kit/index.js';
import { boundPlan, outdated, type BoundPlan, type UnboundView } from '../../plan/bound-plan.js';
import { markOf } from '../../plan/plan-mark.js';
import type { PlanSubject } from '../../plan/plan-view.js';

export type View = UnboundView;
export const NOTHING: View = { changes: [], stops: [], affected: [], needs: [], cannotBeUndone: [] };

interface Wanted<T>
  extends Pick<PlanSubject, 'verb' | 'object' | 'tier'>, Pick<BoundPlan<T>, 'read' | 'view' | 'facts'> {
  readonly act: (found: T, reason: string, signal: AbortSignal) => Promise<unknown>;
  readonly done: string;
}

/** planOf is a change at the router, which says so once it is done. */
export function planOf<T>(client: QueryClient, wanted: Wanted<T>): PlanSubject {
  const { verb, object, tier, act, done, ...bound } = wanted;
  return {
    verb,
    object,
    tier,
    ...boundPlan({
      ...bound,
      act: (found, { reason, signal }) => act(found, reason, signal).catch(throwOutdated),
    }),
    onAccepted: () => {
      toast('ok', done);
      void client.invalidateQueries({ queryKey: ['mcp'], predicate: ({ queryKey }) => queryKey.length > 1 });
    },
  };
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
    plan: () => Promise.resolve({ ...view, hash: markOf(JSON.stringify(view)) }),
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
