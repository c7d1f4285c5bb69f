import type { useInfiniteQuery } from '@tanstack/react-query';
import type { EndedJobs } from '../../api/ops.js';
import { asProblem, sentence } from '../../api/problem.js';
import { Button, Link } from '../../kit/index.js';
import { useMay } from '../../session/use-session.js';
import type { HistoryFilter } from './history-filter.js';
import { keptText, olderInAudit } from './history-words.js';
import css from './JobPages.module.css';
import { MOST_SHOWN } from './use-ended-jobs.js';

type Query = Pick<
  ReturnType<typeof useInfiniteQuery>,
  'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'fetchNextPage' | 'error'
>;

interface OlderProps {
  readonly query: Query;
  readonly pages: readonly EndedJobs[];
  readonly filter: HistoryFilter;
}

/** Older reads the next page, and says where what is kept ends. */
export function Older({ query, pages, filter }: OlderProps) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, error } = query;
  if (!hasNextPage) return <End pages={pages} filter={filter} />;
  return (
    <div className={css.older}>
      <Button onPress={() => void fetchNextPage()} isDisabled={isFetchingNextPage}>
        {isFetchingNextPage ? 'Reading older jobs' : 'Show older jobs'}
      </Button>
      {isFetchNextPageError && (
        <span className={css.muted} role="alert">
          Older jobs could not be read. {sentence(asProblem(error).message)}
        </span>
      )}
    </div>
  );
}

function End({ pages, filter }: Pick<OlderProps, 'pages' | 'filter'>) {
  const mayRead = useMay('read_audit');
  const last = pages.at(-1);
  const oldest = pages.flatMap(({ jobs }) => jobs).at(-1);
  if (last === undefined) return null;
  const isCut = last.next !== undefined;
  return (
    <p className={css.muted}>
      {isCut
        ? `These are the newest ${MOST_SHOWN.toLocaleString('en-GB')}, which is the most that is shown: narrow the filter. `
        : `Nothing older is kept. ${keptText(last.kept)} `}
      Older ones are in the{' '}
      {mayRead ? (
        <Link to="/audit" search={olderInAudit(oldest?.requested_at, filter)}>
          audit
        </Link>
      ) : (
        'audit'
      )}
      .
    </p>
  );
}
