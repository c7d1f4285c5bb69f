import type { LiveViews } from '../data/live-views.js';
import { Problem } from './problem.js';
import { refusalOf, sessionFetch } from './session-fetch.js';

interface Overview {
  readonly kinds: { readonly [K in keyof LiveViews]?: { readonly at: string; readonly data: LiveViews[K] } };
}

/** readOverview is the last that the backend knows of a kind; throws a Problem with the reason when it knows nothing. */
export async function readOverview<K extends keyof LiveViews>(
  kind: K,
  signal: AbortSignal,
): Promise<LiveViews[K]> {
  const answer = await sessionFetch('/bff/overview', { signal });
  if (!answer.ok) throw await refusalOf(answer);
  const { kinds } = (await answer.json()) as Overview;
  const known = kinds[kind];
  if (known !== undefined) return known.data;
  throw new Problem(503, 'nothing_known', reasonIn(kinds, kind));
}

/** Why a kind is missing stands among the problems of the app that it is read from. */
function reasonIn({ links }: Overview['kinds'], kind: string): string {
  const apps = links?.data.links ?? [];
  const problem = apps.flatMap(({ problems }) => problems).find(({ name }) => name === kind);
  const away = apps.find(({ name, ok }) => name === 'ops' && !ok);
  return problem?.reason ?? away?.reason ?? `nothing is known of ${kind} yet`;
}
