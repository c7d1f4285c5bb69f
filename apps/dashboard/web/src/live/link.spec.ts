import { Problem } from '../api/problem.js';
import { linkAfter, type Link } from './link.js';

const problem = new Problem(0, 'no_answer', 'nobody answers');
const lost = (nextTryAt: number) => ({ news: 'lost', problem, nextTryAt }) as const;

describe('the link', () => {
  it('is lost since the first failure, however many tries follow', () => {
    let link: Link = linkAfter({ state: 'live' }, lost(1_500), 1_000);
    link = linkAfter(link, { news: 'connecting' }, 1_500);
    link = linkAfter(link, lost(3_000), 2_000);
    expect(link).toMatchObject({ state: 'reconnecting', since: 1_000, nextTryAt: 3_000 });
  });

  it('is offline after a minute without success', () => {
    const first = linkAfter({ state: 'live' }, lost(0), 1_000);
    expect(linkAfter(first, lost(0), 60_999)).toMatchObject({ state: 'reconnecting' });
    expect(linkAfter(first, lost(0), 61_000)).toMatchObject({ state: 'offline', since: 1_000 });
  });

  it('that is lost knows when the last event came', () => {
    const news = { ...lost(1_500), heardAt: 700 };
    expect(linkAfter({ state: 'live' }, news, 1_000)).toMatchObject({ since: 1_000, heardAt: 700 });
  });

  it('is live again as soon as the stream is open', () => {
    expect(linkAfter(linkAfter({ state: 'live' }, lost(0), 0), { news: 'open' }, 1)).toEqual({
      state: 'live',
    });
  });
});
