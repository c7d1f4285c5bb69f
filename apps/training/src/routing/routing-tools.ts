import type { Tool } from '@app/tool-server';
import { alertRoutingTool } from './alert-routing-tool.js';
import type { RoutingParts } from './routing-parts.js';

export function routingTools(parts: RoutingParts): readonly Tool[] {
  return [alertRoutingTool(parts)];
}
