import type { Job } from '../api/ops-views.js';
import { countFailed, JobWatch } from './job-news.js';

const job = (id: string, state: Job['state'], verdict?: Job['verdict']) => ({
  id,
  state,
  ...(verdict !== undefined && { verdict }),
});
const WANTED = new Map([
  ['a', 'Restart web'],
  ['b', 'Stop redis'],
]);

describe('what somebody is told of the jobs that they follow', () => {
  it('is their start and their end, each once', () => {
    const watch = new JobWatch(new Set());
    const texts = (...jobs: ReturnType<typeof job>[]) =>
      watch.after(jobs, WANTED).map(({ text, kind, isEnd }) => [text, kind, isEnd]);
    expect(texts(job('a', 'waiting'))).toEqual([]);
    expect(texts(job('a', 'active'), job('b', 'active'))).toEqual([
      ['Restart web: started.', 'ok', false],
      ['Stop redis: started.', 'ok', false],
    ]);
    expect(texts(job('a', 'active'), job('b', 'failed', 'error'))).toEqual([
      ['Stop redis: failed.', 'failed', true],
    ]);
    expect(texts(job('a', 'interrupted'), job('b', 'failed', 'error'))).toEqual([
      ['Restart web: cut off.', 'attention', true],
    ]);
    expect(texts(job('a', 'interrupted', 'partial'))).toEqual([
      ['Restart web: partly done.', 'attention', true],
    ]);
  });

  it('is an end whose start nobody saw, but nothing of jobs that had ended before the page was loaded', () => {
    const watch = new JobWatch(new Set(['b']));
    const news = watch.after([job('a', 'completed'), job('b', 'failed')], WANTED);
    expect(news.map(({ text }) => text)).toEqual(['Restart web: done.']);
  });

  it('is the end of a job that ran when the page was loaded', () => {
    const watch = new JobWatch(new Set(['a']));
    expect(watch.after([job('a', 'active')], WANTED)).toEqual([]);
    expect(watch.after([job('a', 'completed')], WANTED)).toHaveLength(1);
  });

  it('is nothing of jobs of others', () => {
    expect(new JobWatch(new Set()).after([job('c', 'failed')], WANTED)).toEqual([]);
  });
});

it('every failed job that is followed counts, and a cancelled one does not', () => {
  const jobs = [job('a', 'failed', 'cancelled'), job('b', 'failed', 'error'), job('c', 'failed')];
  expect(countFailed(jobs, WANTED)).toBe(1);
});
