import { readLibrary } from '../api/gateway.js';
import type { Library } from '../api/library-views.js';
import type { Job } from '../api/ops-views.js';
import { readOverview } from '../api/overview.js';

/** PlanFacts is what is known beside a plan of ops; undefined: it could not be read in time. */
export interface PlanFacts {
  readonly library?: Library | undefined;
  /** Running, waiting, and the newest that ended. */
  readonly jobs?: readonly Job[] | undefined;
}

/** What only tells more about a plan does not keep it waiting for longer. */
const AT_MOST_MS = 3_000;

/** readPlanFacts never throws: a plan without them is a plan, which says what is not known. */
export async function readPlanFacts(signal: AbortSignal): Promise<PlanFacts> {
  const soon = AbortSignal.any([signal, AbortSignal.timeout(AT_MOST_MS)]);
  const [library, told] = await Promise.allSettled([readLibrary(soon), readOverview('jobs', soon)]);
  return {
    library: library.status === 'fulfilled' ? library.value : undefined,
    jobs: told.status === 'fulfilled' ? told.value.jobs : undefined,
  };
}
