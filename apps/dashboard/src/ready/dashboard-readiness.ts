import { everyOne, Readiness, type Dependency, type ReadyReport } from '@app/http';
import { pingRedis, type Redis } from '@app/jobs';
import { UPSTREAMS } from '../upstreams/upstream-name.js';
import type { Upstreams } from '../upstreams/upstreams.js';
import { upstreamCheck } from './upstream-check.js';

interface OptionalState {
  readonly name: string;
  readonly ok: boolean;
  readonly optional: true;
  /** Why not. */
  readonly error?: string;
}

export interface DashboardReport extends ReadyReport {
  readonly dependencies: readonly OptionalState[];
}

/** dashboardReadiness is always ready: a page that says what is away is what the dashboard is for. */
export function dashboardReadiness(
  upstreams: Pick<Upstreams, 'open'>,
  redis: Redis | undefined,
): Readiness<DashboardReport> {
  const apps = UPSTREAMS.map((name) => ({ name, check: upstreamCheck(upstreams, name) }));
  const optional: Dependency[] = redis ? [...apps, { name: 'redis', check: () => pingRedis(redis) }] : apps;
  return new Readiness(async () => {
    const { dependencies } = await everyOne(optional);
    return {
      ready: true,
      dependencies: dependencies.map((state) => ({ ...state, optional: true as const })),
    };
  });
}
