import { useEffect, useRef } from 'react';
import { useLiveView } from '../data/queries.js';
import { announce } from '../kit/announce.js';
import { toast } from '../kit/index.js';
import { usePanel } from './followed-jobs.js';
import { JobWatch } from './job-news.js';

/**
 * useJobNews says when a job of this tab starts and how it ends, wherever its viewer is; where the panel does not show
 * it, the end can be seen as well.
 */
export function useJobNews(): void {
  const told = useLiveView('jobs')?.jobs;
  const { isOpen, jobs } = usePanel();
  const watch = useRef<JobWatch>(undefined);
  useEffect(() => {
    watch.current ??= new JobWatch(new Set(jobs.map(({ id }) => id)));
    const wanted = new Map(jobs.map(({ id, title }) => [id, title]));
    const news = watch.current.after(told ?? [], wanted);
    for (const { text, kind, isEnd } of news) {
      if (isEnd && !isOpen) toast(kind, text);
    }
    const spoken = news.filter(({ isEnd }) => isOpen || !isEnd).map(({ text }) => text);
    if (spoken.length > 0) announce(spoken.join(' '));
  }, [told, jobs, isOpen]);
}
