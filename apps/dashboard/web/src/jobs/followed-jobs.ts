import { useSyncExternalStore } from 'react';

/** A job that this tab follows in its panel; kept over a reload. */
export interface FollowedJob {
  readonly id: string;
  readonly title: string;
}

interface Panel {
  readonly isOpen: boolean;
  readonly jobs: readonly FollowedJob[];
  /** Raised when the focus is to go to the panel's heading. */
  readonly focus: number;
}

const KEY = 'switchyard.jobs';
const MOST = 5;

/** coversPage tells whether the panel would lie over the whole page: then it goes when its viewer goes on. */
export function coversPage(): boolean {
  return matchMedia('(width < 45rem)').matches;
}

let panel: Panel = read();
const listeners = new Set<() => void>();

function set(next: Panel): void {
  panel = next;
  sessionStorage.setItem(KEY, JSON.stringify({ isOpen: next.isOpen, jobs: next.jobs }));
  for (const listener of listeners) listener();
}

/** followJob puts a job on top of the panel, opens it and moves the focus there. */
export function followJob(job: FollowedJob): void {
  const others = panel.jobs.filter(({ id }) => id !== job.id);
  set({ isOpen: true, jobs: [job, ...others].slice(0, MOST), focus: panel.focus + 1 });
}

/** unfollowJob takes it off the panel; the job goes on. */
export function unfollowJob(id: string): void {
  const jobs = panel.jobs.filter((job) => job.id !== id);
  set({ ...panel, jobs });
}

/** isFollowed tells whether this tab tells of a job anyway. */
export function isFollowed(id: string): boolean {
  return panel.jobs.some((job) => job.id === id);
}

export function showPanel(isOpen: boolean): void {
  set({ ...panel, isOpen, focus: panel.focus + (isOpen ? 1 : 0) });
}

/** OPENS_PANEL marks the button that opens the panel. */
export const OPENS_PANEL = { 'data-opens': 'jobs' } as const;

/** focusOpener puts the focus where it would have been without the panel. */
export function focusOpener(): void {
  document.querySelector<HTMLElement>('[data-opens="jobs"] button')?.focus();
}

export function usePanel(): Panel {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => panel,
  );
}

function read(): Panel {
  const empty = { isOpen: false, jobs: [], focus: 0 };
  const kept = sessionStorage.getItem(KEY);
  if (kept === null) return empty;
  const { isOpen, jobs } = JSON.parse(kept) as Pick<Panel, 'isOpen' | 'jobs'>;
  return { ...empty, isOpen: isOpen && !coversPage(), jobs };
}
