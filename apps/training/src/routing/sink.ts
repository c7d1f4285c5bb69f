import type { Progress } from '@app/tool-server';
import { z } from 'zod';
import type { RoutedAlert } from './routed-alert.js';

export interface Delivery {
  readonly alerts: readonly RoutedAlert[];
  readonly context?: object;
}

export const routeResult = z.object({
  routed: z.boolean(),
  sink: z.enum(['file', 'webhook']),
  destination: z.string().describe('A webhook without what may be secret in its URL'),
  webhook_status: z.int().nullable(),
  webhook_error: z.string().nullable(),
  webhook_attempts: z.int(),
  webhook_retries: z.int(),
  webhook_history: z.array(
    z.object({ attempt: z.int(), status: z.int().optional(), exception: z.string().optional() }),
  ),
});
export type RouteResult = z.output<typeof routeResult>;

/** Sink is where alerts go. */
export interface Sink {
  /** Before anything was delivered. */
  readonly idle: RouteResult;
  /** Delivers all of them, or says that it did not. */
  deliver(delivery: Delivery, signal: AbortSignal, progress: Progress): Promise<RouteResult>;
}

const NO_WEBHOOK = {
  webhook_status: null,
  webhook_error: null,
  webhook_attempts: 0,
  webhook_retries: 0,
  webhook_history: [],
};

export function idleResult(sink: RouteResult['sink'], destination: string): RouteResult {
  return { routed: false, sink, destination, ...NO_WEBHOOK };
}
