import type { Alert, Health } from '../contract/index.js';
import { worstSeverity } from './alerts-of.js';

/** As bad as the gravest alert; healthy without any. */
export function overallHealth(alerts: readonly Pick<Alert, 'severity'>[]): Health {
  const worst = worstSeverity(alerts);
  return worst === 'critical' || worst === 'warning' ? worst : 'healthy';
}
