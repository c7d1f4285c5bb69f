import type { Alert, Severity } from '../contract/index.js';
import { SEVERITIES } from '../contract/index.js';
import type { Analyses } from '../scores/index.js';
import { ALERT_TABLE } from './alert-table.js';

/** Everything about a run that is worth an alarm, in the order of the table. */
export function alertsOf(run: Analyses): Alert[] {
  return ALERT_TABLE.flatMap(({ message, ...alert }) => {
    const said = message(run);
    return said === undefined ? [] : [{ ...alert, message: said }];
  });
}

/** The gravest severity among alerts; `none` when there are none. */
export function worstSeverity(alerts: readonly Pick<Alert, 'severity'>[]): Severity {
  return alerts.reduce<Severity>((worst, { severity }) => graver(worst, severity), 'none');
}

/** The first `count` messages. */
export function highlightsOf(alerts: readonly Alert[], count = 5): string[] {
  return alerts.slice(0, count).map(({ message }) => message);
}

function graver(one: Severity, other: Severity): Severity {
  return SEVERITIES.indexOf(one) >= SEVERITIES.indexOf(other) ? one : other;
}
