import { useCallback, useSyncExternalStore } from 'react';
import type { Problem } from '../api/problem.js';
import { announce } from '../kit/announce.js';
import { followStream, type StreamEnding } from '../live/stream-loop.js';
import { session } from '../session/session-store.js';
import { isFollowed } from './followed-jobs.js';
import { isOver, storyAfter, UNTOLD, verdictOf, type JobEvent, type JobStory } from './job-story.js';

/** Told is what is known of a job: its story, and how the stream that tells it is doing. */
export interface Told {
  readonly story: JobStory;
  readonly link: 'connecting' | 'open' | 'waiting' | 'ended';
  readonly problem?: Problem;
}

const NOTHING: Told = { story: UNTOLD, link: 'connecting' };
/** Stories of jobs that nobody looks at any more are kept for a quick way back. */
const MOST_KEPT = 30;
const NEWS_MS = 15_000;

interface Entry {
  told: Told;
  readonly readers: Set<() => void>;
  stream: AbortController | undefined;
}

/** JobStories follows each job that somebody looks at by one stream, whoever else looks at it. */
class JobStories {
  private readonly entries = new Map<string, Entry>();

  get(id: string): Told {
    return this.entries.get(id)?.told ?? NOTHING;
  }

  /** read keeps the job followed until what it returns is called. */
  read(id: string, reader: () => void): () => void {
    const entry = this.entries.get(id) ?? { told: NOTHING, readers: new Set(), stream: undefined };
    this.entries.set(id, entry);
    entry.readers.add(reader);
    if (entry.stream === undefined && !isOver(entry.told.story)) this.follow(id, entry);
    return () => this.leave(entry, reader);
  }

  private leave(entry: Entry, reader: () => void): void {
    entry.readers.delete(reader);
    if (entry.readers.size > 0) return;
    entry.stream?.abort();
    entry.stream = undefined;
    for (const [id, { readers }] of this.entries) {
      if (this.entries.size <= MOST_KEPT) break;
      if (readers.size === 0) this.entries.delete(id);
    }
  }

  private follow(id: string, entry: Entry): void {
    const stream = new AbortController();
    entry.stream = stream;
    // Told from the beginning: what was told before is told again.
    let story = UNTOLD;
    const tell = (change: Partial<Told>) => {
      entry.told = { ...entry.told, ...change };
      for (const reader of entry.readers) reader();
    };
    const end = (ending: StreamEnding) => {
      if (entry.stream === stream) entry.stream = undefined;
      if (ending.ended !== 'stopped')
        tell({ link: 'ended', ...('problem' in ending && { problem: ending.problem }) });
    };
    void followStream({
      url: `/bff/ops/jobs/${encodeURIComponent(id)}/events`,
      signal: stream.signal,
      signedInAgain: session.signedInAgain,
      onState: ({ state }) => tell({ link: state }),
      onEvent: ({ event, data }) => {
        // The last event of a stream that the server cut off: the stream goes on after it.
        if (event === 'error') return undefined;
        story =
          event === 'gap' ? { ...story, hasGap: true } : storyAfter(story, JSON.parse(data) as JobEvent);
        tell({ story });
        if (!isOver(story)) return undefined;
        // Of a job that ended long ago nobody needs to be told, and of a followed one everybody is.
        if (!isFollowed(id) && Date.now() - (story.endedAt ?? 0) < NEWS_MS)
          announce(`Job ${verdictOf(story).word.toLowerCase()}.`);
        return 'stop';
      },
    }).then(end);
  }
}

const stories = new JobStories();

/** useJobStory follows a job while the component is there; without `live` it shows what is known already. */
export function useJobStory(id: string, live = true): Told {
  const subscribe = useCallback(
    (reader: () => void) => (live ? stories.read(id, reader) : () => undefined),
    [id, live],
  );
  return useSyncExternalStore(subscribe, () => stories.get(id));
}
