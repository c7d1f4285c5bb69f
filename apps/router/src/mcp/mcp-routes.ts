import type { DirectRoute } from '@app/http';
import type { McpAccess } from '../access/mcp-access.js';
import type { McpEndpoint } from './mcp-endpoint.js';

/** mcpRoutes are the door of McpController for plain requests, without the framework in between. */
export function mcpRoutes(access: McpAccess, endpoint: McpEndpoint): DirectRoute[] {
  return [
    {
      path: '/mcp',
      serve: async (exchange, bodies) => {
        const admission = access.admit(exchange.request);
        await bodies.read(exchange);
        await endpoint.serve(exchange, { kind: 'all' }, admission);
      },
    },
  ];
}
