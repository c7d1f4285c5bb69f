import type { HubEvent, McpHub } from '@app/mcp';
import type { ServerEvent, ServerEventBus } from '@modelcontextprotocol/server';
import type { Visit } from '../mcp/visit.js';

const KINDS = {
  tools_changed: 'tools_list_changed',
  prompts_changed: 'prompts_list_changed',
  resources_changed: 'resources_list_changed',
} as const;

/** hubEvents is the bus of one listening client: what its principal may hear of its view, and nothing else. */
export function hubEvents(hub: McpHub, { view, principal }: Visit): ServerEventBus {
  return {
    publish: () => undefined,
    subscribe: (listener) =>
      hub.subscribe(view, principal, (event) => {
        const told = serverEvent(event);
        if (told) listener(told);
      }),
  };
}

/** Log messages belong to sessions and to calls: nobody can listen for them. */
function serverEvent(event: HubEvent): ServerEvent | undefined {
  if (event.type === 'log') return undefined;
  if (event.type !== 'resource_updated') return { kind: KINDS[event.type] };
  return { kind: 'resource_updated', uri: event.uri, params: event.params };
}
