import { filterAlerts, type FilteredAlerts, type FilterRules } from './filter-alerts.js';
import type { Progress } from '@app/tool-server';
import { KeyedQueue } from './keyed-queue.js';
import type { RoutedAlert } from './routed-alert.js';
import type { Wait } from './routing-parts.js';
import type { RouteResult, Sink } from './sink.js';
import { readState, writeState } from './state-file.js';
import { StateLock } from './state-lock.js';

/** What waits for one state file. */
const LONGEST_LINE = 32;

export interface Routing {
  readonly alerts: readonly RoutedAlert[];
  readonly context: object | undefined;
  readonly rules: FilterRules;
  readonly statePath: string;
  /** Whether the file is the server's own, and not one that a caller named. */
  readonly isOwnState?: boolean;
  readonly sink: Sink;
}

export interface Routed {
  readonly filtered: FilteredAlerts;
  readonly result: RouteResult;
  /** Where a state file that was torn was put. */
  readonly tornFile: string | undefined;
}

/**
 * AlertRouter delivers alerts that are new. What was delivered is remembered afterwards and not before: a delivery that
 * fails, or a server that goes down in its midst, leaves alerts that come again, never one that is lost.
 */
export class AlertRouter {
  private readonly queue = new KeyedQueue(LONGEST_LINE);

  constructor(
    private readonly now: () => Date,
    private readonly wait: Wait,
  ) {}

  route(routing: Routing, signal: AbortSignal, progress: Progress): Promise<Routed> {
    const lock = new StateLock(routing.statePath, this.wait);
    const route = () => this.routeNow(routing, signal, progress);
    return this.queue.run(routing.statePath, () => lock.hold(route, signal), signal);
  }

  private async routeNow(routing: Routing, signal: AbortSignal, progress: Progress): Promise<Routed> {
    const { alerts, context, rules, statePath, isOwnState, sink } = routing;
    const now = this.now();
    const { state, tornFile } = await readState(statePath, now, isOwnState);
    const filtered = filterAlerts(alerts, state, rules, now);
    if (filtered.passed.length === 0) return { filtered, result: sink.idle, tornFile };
    const delivery = { alerts: filtered.passed, ...(context !== undefined && { context }) };
    const result = await sink.deliver(delivery, signal, progress);
    if (result.routed) await writeState(statePath, filtered.next);
    return { filtered, result, tornFile };
  }
}
