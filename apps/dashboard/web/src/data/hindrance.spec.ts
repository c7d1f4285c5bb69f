import { auditStopped, hindranceOf } from './hindrance.js';
import type { AppLink } from './live-views.js';

const link = (name: AppLink['name'], ...lacks: string[]): AppLink => ({
  name,
  ok: true,
  since: '2026-11-21T11:00:00.000Z',
  problems: lacks.map((lack) => ({ name: lack, reason: `${lack} is away` })),
});
const away = (name: AppLink['name']): AppLink => ({ ...link(name), ok: false, reason: 'refused' });
const what = (links: readonly AppLink[]) =>
  (['jobs', 'ops', 'gateway', 'router'] as const).map((through) => hindranceOf(links, through)?.what);

describe('what stands in the way of acting', () => {
  it('is nothing where all is well, or before anybody knows', () => {
    expect(what([link('ops'), link('gateway'), link('router')])).toEqual(Array(4).fill(undefined));
    expect(what([])).toEqual(Array(4).fill(undefined));
  });

  it('is an app that does not answer, for what it does and nothing else', () => {
    expect(what([link('ops'), away('gateway'), link('router')])).toEqual([
      undefined,
      undefined,
      'away',
      undefined,
    ]);
    expect(what([away('ops'), link('gateway'), link('router')])).toEqual([
      'away',
      'away',
      undefined,
      undefined,
    ]);
  });

  it('is an audit that takes nothing, for all of them', () => {
    const links = [link('ops', 'redis', 'audit'), link('gateway'), link('router')];
    expect(what(links)).toEqual(Array(4).fill('audit'));
    expect(auditStopped(links)?.reason).toBe('audit is away');
  });

  it('is the queue or the worker for jobs, while keys can still be made', () => {
    expect(what([link('ops', 'worker'), link('gateway')])).toEqual(['worker', ...Array(3).fill(undefined)]);
    expect(what([link('ops', 'queue')])).toEqual(['queue', ...Array(3).fill(undefined)]);
    expect(what([link('ops', 'redis', 'worker')])).toEqual(['redis', undefined, 'redis', 'redis']);
  });

  it('is no provider or dependency that changes do without', () => {
    expect(what([link('ops'), link('gateway', 'vllm'), link('router', 'gateway')])).toEqual(
      Array(4).fill(undefined),
    );
  });
});
