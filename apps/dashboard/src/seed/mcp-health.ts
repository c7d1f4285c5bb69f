import { DomainError } from '@app/kernel';
import type { Identity } from '../access/identity.js';
import { LiveReader } from '../live/live-reader.js';
import { mcpReading } from '../live/readings.js';
import type { UpstreamReader } from '../upstreams/upstream-reader.js';

const WELL = new Set(['up', 'idle', 'disabled']);

/** McpHealth is the router's health as scripts know it: a router that does not answer is an answer too. */
export class McpHealth {
  constructor(private readonly reader: UpstreamReader) {}

  async read({ credentials }: Identity) {
    try {
      const reader = new LiveReader(this.reader, credentials);
      const { ok, servers } = await reader.read('router', '/api/mcp/health', mcpReading);
      const states = servers.map(({ id, state, reason = null }) => {
        return { id, ok: WELL.has(state), error: reason, status: state };
      });
      return { ok, gateway: true, gateway_error: null, servers: states };
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'upstream_unavailable') throw error;
      return { ok: false, gateway: false, gateway_error: error.message, servers: [] };
    }
  }
}
