import { type Problem } from '../api/problem.js';

/** Link is how the page's one stream to the backend is doing. */
export type Link =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | {
      readonly state: 'reconnecting' | 'offline';
      /** When it was lost, and when the next try is, in milliseconds. */
      readonly since: number;
      readonly nextTryAt: number;
      /** When the last event came; undefined: none came ever. */
      readonly heardAt?: number;
      readonly problem: Problem;
    }
  | { readonly state: 'ended'; readonly problem?: Problem };

/** After so long without a connection the page says that it is offline, and since when. */
const OFFLINE_AFTER_MS = 60_000;

export type LinkNews =
  | { readonly news: 'connecting' }
  | { readonly news: 'open' }
  | {
      readonly news: 'lost';
      readonly problem: Problem;
      readonly nextTryAt: number;
      readonly heardAt?: number;
    }
  | { readonly news: 'ended'; readonly problem?: Problem };

/** linkAfter is the link once something happened to it. A try that is under way leaves what is shown as it is. */
export function linkAfter(link: Link, news: LinkNews, now: number): Link {
  if (news.news === 'open') return { state: 'live' };
  if (news.news === 'ended') return { state: 'ended', ...(news.problem && { problem: news.problem }) };
  if (news.news === 'connecting') return link;
  const since = 'since' in link ? link.since : now;
  const state = now - since >= OFFLINE_AFTER_MS ? 'offline' : 'reconnecting';
  const { nextTryAt, problem, heardAt } = news;
  return { state, since, nextTryAt, problem, ...(heardAt !== undefined && { heardAt }) };
}
