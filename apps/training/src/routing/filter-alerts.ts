import { fingerprint, isAtLeast, type RoutedAlert, type RoutedSeverity } from './routed-alert.js';
import { remembered, seconds, type RoutingState } from './routing-state.js';

export interface FilterRules {
  readonly minSeverity: RoutedSeverity;
  /** 0 lets every repetition through. */
  readonly dedupeWindowSeconds: number;
  readonly rateLimitWindowSeconds: number;
  /** 0 is no limit. */
  readonly maxAlertsPerWindow: number;
}

export interface FilteredAlerts {
  /** How many were severe enough. */
  readonly severe: number;
  readonly passed: readonly RoutedAlert[];
  readonly droppedDuplicate: number;
  readonly droppedRateLimit: number;
  /** What to remember once those that passed are delivered. */
  readonly next: RoutingState;
}

/**
 * filterAlerts lets alerts through by severity, then by repetition, then by rate. One that the rate stops is not
 * remembered, so that it can pass when the window is over. A time that lies ahead, of a clock that was put back, counts
 * as long ago: it must not keep alerts away.
 */
export function filterAlerts(
  alerts: readonly RoutedAlert[],
  state: RoutingState,
  rules: FilterRules,
  time: Date,
): FilteredAlerts {
  const now = seconds(time);
  const severe = alerts.filter((alert) => isAtLeast(alert, rules.minSeverity));
  const recent = new Map(Object.entries(state.recent));
  const expired = !isWithin(state.window_start_ts, now, rules.rateLimitWindowSeconds);
  const passed: RoutedAlert[] = [];
  let count = expired ? 0 : state.window_count;
  let droppedDuplicate = 0;
  for (const alert of severe) {
    const mark = fingerprint(alert);
    if (isWithin(recent.get(mark) ?? -Infinity, now, rules.dedupeWindowSeconds)) {
      droppedDuplicate += 1;
    } else if (rules.maxAlertsPerWindow === 0 || count < rules.maxAlertsPerWindow) {
      count += 1;
      recent.set(mark, now);
      passed.push(alert);
    }
  }
  const next = {
    recent: remembered(recent, now),
    window_start_ts: expired ? now : state.window_start_ts,
    window_count: count,
    updated_at: time.toISOString(),
  };
  const droppedRateLimit = severe.length - passed.length - droppedDuplicate;
  return { severe: severe.length, passed, droppedDuplicate, droppedRateLimit, next };
}

function isWithin(then: number, now: number, window: number): boolean {
  return then <= now && now - then < window;
}
