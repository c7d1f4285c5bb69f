import { callerOf, type AccessPolicy } from '@app/auth';
import type { DirectRoute } from '@app/http';
import type { Endpoint } from '@app/providers';
import type { InferenceService } from './inference.service.js';

const PATHS: Readonly<Record<Endpoint, string>> = {
  chat: '/v1/chat/completions',
  completions: '/v1/completions',
  embeddings: '/v1/embeddings',
};

/** modelRoutes are the doors of InferenceController for plain requests, without the framework in between. */
export function modelRoutes(access: AccessPolicy, inference: InferenceService): DirectRoute[] {
  return Object.entries(PATHS).map(([endpoint, path]) => ({
    path,
    serve: async (exchange, bodies) => {
      const client = access.admit(callerOf(exchange.request));
      await bodies.read(exchange);
      await inference.serve(endpoint as Endpoint, exchange, client);
    },
  }));
}
