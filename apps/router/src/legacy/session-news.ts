import type { Logger } from '@app/http';
import type { HubEvent, McpNotification } from '@app/mcp';
import type { Server } from '@modelcontextprotocol/server';

const CHANGES = {
  tools_changed: ['tools', 'notifications/tools/list_changed'],
  prompts_changed: ['prompts', 'notifications/prompts/list_changed'],
  resources_changed: ['resources', 'notifications/resources/list_changed'],
} as const;

/** LIST_CHANGES may be sent once for many: they say nothing but that something changed. */
export const LIST_CHANGES = Object.values(CHANGES).map(([, method]) => method);

/** tellSession sends a session what happened outside of its calls, as far as the handshake agreed on it. */
export function tellSession(server: Server, event: HubEvent, logger: Logger): void {
  const notification = notificationOf(event, server);
  if (!notification || !server.transport) return;
  const { method, params } = notification;
  server.notification({ method, ...(params && { params }) }).catch((err: unknown) => {
    logger.debug({ err }, 'a notification was not sent');
  });
}

function notificationOf(event: HubEvent, server: Server): McpNotification | undefined {
  const capabilities = server.getCapabilities();
  if (event.type === 'log') {
    return capabilities.logging && { method: 'notifications/message', params: event.params };
  }
  if (event.type === 'resource_updated') {
    const params = { ...event.params, uri: event.uri };
    return capabilities.resources?.subscribe
      ? { method: 'notifications/resources/updated', params }
      : undefined;
  }
  const [kind, method] = CHANGES[event.type];
  return capabilities[kind]?.listChanged ? { method } : undefined;
}
