import { DomainError } from '@app/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Door, RouteKind } from './door.js';

/** What is asked of the callers of each route. */
const KINDS: Readonly<Record<string, RouteKind>> = {
  '/mcp': 'mcp',
  '/mcp/tool': 'bridge',
  '/tools': 'list',
  '/health': 'probe',
  '/ready': 'probe',
  '/metrics': 'probe',
};

/** guardRoutes asks the door about each request once its head has arrived. */
export function guardRoutes(server: FastifyInstance, door: Door): void {
  server.addHook('onRequest', async (request) => {
    const path = pathOf(request);
    door.admit(request.raw, KINDS[path] ?? 'list');
    if (!request.is404 || !(path in KINDS)) return;
    throw new DomainError('method_not_allowed', 'that route has no such method');
  });
}

function pathOf({ routeOptions, raw }: FastifyRequest): string {
  return routeOptions.url ?? (raw.url ?? '').split('?', 1)[0] ?? '';
}
