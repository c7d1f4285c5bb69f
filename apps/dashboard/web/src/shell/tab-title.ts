import { useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useLiveView } from '../data/queries.js';
import { usePanel } from '../jobs/followed-jobs.js';
import { useJobStory } from '../jobs/job-stories.js';
import { verdictOf } from '../jobs/job-story.js';
import { pages } from '../pages/routes.js';

/** useTabTitle has the page's name in the tab, with the running jobs, and a word when this tab's last job failed. */
export function useTabTitle(): void {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const open = useLiveView('jobs')?.jobs ?? [];
  const { jobs } = usePanel();
  const { story } = useJobStory(jobs[0]?.id ?? '', false);
  const hasFailed = story.ending !== undefined && verdictOf(story).kind === 'failed';
  const page = pages.find((one) => path === one.path || path.startsWith(`${one.path}/`))?.label;
  const running = open.filter(({ state }) => state === 'active').length;
  useEffect(() => {
    document.title = titleOf({ page, running, hasFailed });
  }, [page, running, hasFailed]);
}

function titleOf({
  page,
  running,
  hasFailed,
}: {
  page: string | undefined;
  running: number;
  hasFailed: boolean;
}) {
  const count = running > 0 ? `(${running}) ` : '';
  const failed = hasFailed ? 'Failed · ' : '';
  return `${count}${failed}${page === undefined ? '' : `${page} · `}Switchyard`;
}
