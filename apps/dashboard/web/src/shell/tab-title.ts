import { useEffect } from 'react';
import type { Job } from '../api/ops-views.js';
import { useLiveView } from '../data/queries.js';
import { usePanel } from '../jobs/followed-jobs.js';
import { countFailed } from '../jobs/job-news.js';
import { useRunningWork } from '../jobs/running-work.js';
import { jobTitle } from '../jobs/job-words.js';
import { titleOf } from './title-text.js';
import { usePlace } from './use-place.js';

/** useTabTitle has the page and its object in the tab, the running jobs, and a word when a job of this tab failed. */
export function useTabTitle(): void {
  const place = usePlace();
  const told = useLiveView('jobs')?.jobs ?? [];
  const { running } = useRunningWork();
  const { jobs } = usePanel();
  const title = titleOf({
    page: place?.page.label,
    object: nameOf(place?.object, told),
    running,
    failed: countFailed(told, new Map(jobs.map(({ id, title: name }) => [id, name]))),
  });
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** A job's id says nothing to anybody. */
function nameOf(object: string | undefined, jobs: readonly Job[]): string | undefined {
  const job = jobs.find(({ id }) => id === object);
  return job === undefined ? object : jobTitle(job);
}
