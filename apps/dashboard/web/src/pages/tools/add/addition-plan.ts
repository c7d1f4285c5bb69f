import type { QueryClient } from '@tanstack/react-query';
import { Problem } from '../../../api/problem.js';
import { addServer, readServers, type Addition } from '../../../api/tool-registry.js';
import type { PlanSubject } from '../../../plan/plan-view.js';
import { NOTHING, planOf, type View } from '../router-plan.js';

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
  view: AdditionView,
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
      if (isThere) throw taken(server);
      return additionView(server, view);
    },
    act: (_found, reason, signal) => addServer(body, reason, signal),
  });
  const onAccepted: typeof plan.onAccepted = (accepted) => {
    plan.onAccepted?.(accepted);
    onAdded();
  };
  return { ...plan, onAccepted };
}

function taken(server: string): Problem {
  const message = `there is a server ${server} already; choose another name`;
  return new Problem(409, 'registry_conflict', message);
}

function additionView(server: string, { what, clients, required, optional, network }: AdditionView): View {
  const set = `Set already in data/mcp/.env or as secrets: ${required.join(', ')}`;
  return {
    ...NOTHING,
    changes: [{ id: server, what: server, before: 'not there', after: `added and enabled: ${what}` }],
    affected: [`Clients that may call it: ${clients}. Its tools are approved at first sight.`],
    needs: [
      ...(required.length > 0 ? [set] : []),
      ...(optional.length > 0 ? [`May be set there: ${optional.join(', ')}`] : []),
      network,
    ],
  };
}
