import { askedGauge, type Registry } from '@app/http';
import type { McpEndpoint } from './mcp-endpoint.js';

/** endpointMetrics shows what clients hold open. */
export function endpointMetrics(registry: Registry, endpoint: McpEndpoint): void {
  askedGauge(
    registry,
    { name: 'switchyard_mcp_sessions', help: 'Sessions of legacy clients', labelNames: [] },
    () => [{ labels: {}, value: endpoint.sessions.size }],
  );
  askedGauge(
    registry,
    { name: 'switchyard_mcp_subscriptions', help: 'Open streams of subscriptions/listen', labelNames: [] },
    () => [{ labels: {}, value: endpoint.listening }],
  );
}
