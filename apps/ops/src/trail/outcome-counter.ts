import type { AuditEntry } from '@app/audit';
import { BoundCounter, type CountSeries, type Registry } from '@app/http';

/** OutcomeCounter hears of each outcome once it is in the audit. */
export type OutcomeCounter = (outcome: AuditEntry) => void;

/** countOutcomes counts announced actions by how they ended. */
export function countOutcomes(registry: Registry): OutcomeCounter {
  const counter = new BoundCounter(registry, {
    name: 'switchyard_jobs_total',
    help: 'Jobs that ended, by their action and by the result that the audit has',
    labelNames: ['action', 'result'],
  });
  const series = new Map<string, CountSeries>();
  return ({ action, result }) => {
    const key = `${action} ${result}`;
    const count = series.get(key) ?? counter.bind({ action, result });
    series.set(key, count);
    count.value += 1;
  };
}
