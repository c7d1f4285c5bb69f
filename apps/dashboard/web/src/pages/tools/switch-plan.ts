import type { QueryClient } from '@tanstack/react-query';
import { Problem } from '../../api/problem.js';
import { readServers, switchServer, type ServerSwitch } from '../../api/tool-registry.js';
import type { PlanSubject } from '../../plan/plan-view.js';
import { NOTHING, planOf, type View } from './router-plan.js';

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
