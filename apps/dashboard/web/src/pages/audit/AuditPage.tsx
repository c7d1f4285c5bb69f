import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { asProblem } from '../../api/problem.js';
import {
  Button,
  ColumnChoice,
  DataTable,
  Empty,
  Failure,
  Loading,
  NoMatch,
  Note,
  PageHead,
} from '../../kit/index.js';
import { useMay } from '../../session/use-session.js';
import { counted } from '../../time/format.js';
import css from './Audit.module.css';
import { ChainState } from './ChainState.js';
import { COLUMNS } from './columns.js';
import { EventDialog } from './EventDialog.js';
import { ExportMenu } from './ExportMenu.js';
import { FilterBar } from './FilterBar.js';
import { RowActionsContext, useRowActions } from './row-actions.js';
import { NOTHING, useAuditFilter } from './use-audit-filter.js';
import { MOST_SHOWN, useAuditHead, useEvents } from './use-events.js';

/** AuditPage is who did what: filtered by the server, with the state of the chain above it. */
export function AuditPage() {
  const { texts, change, key } = useAuditFilter();
  const may = useMay('read_audit');
  if (!may) return <NoRight />;
  return (
    <>
      <PageHead title="Audit" actions={<ExportMenu texts={texts} />} />
      <ChainState />
      <FilterBar texts={texts} onChange={change} />
      <Events filter={{ texts, key }} onClear={() => change(NOTHING)} />
      <EventDialog />
    </>
  );
}

function NoRight() {
  return (
    <>
      <PageHead title="Audit" />
      <Note kind="off" title="Your key may not read the audit">
        The permission that is missing is <code>read_audit</code>; the role <code>admin</code> has it.
      </Note>
    </>
  );
}

interface EventsProps {
  readonly filter: Pick<ReturnType<typeof useAuditFilter>, 'texts' | 'key'>;
  readonly onClear: () => void;
}

function Events({ filter: { texts, key }, onClear }: EventsProps) {
  const query = useEvents(key, texts);
  const { data, error, isPending, refetch } = query;
  const rows = useMemo(() => data?.pages.flatMap(({ entries }) => entries) ?? [], [data]);
  const head = useAuditHead().data?.head;
  const actions = useRowActions();
  if (data === undefined && error) {
    return <Failure what="events" problem={asProblem(error)} onRetry={() => void refetch()} />;
  }
  if (isPending || data === undefined) return <Loading what="events" />;
  const [first] = data.pages;
  const isFiltered = Object.keys(texts).length > 0;
  if (rows.length === 0 && isFiltered) return <NoMatch among={head?.count ?? 0} onClear={onClear} />;
  if (rows.length === 0) return <FirstUse />;
  return (
    <section className={css.events} aria-label="Events">
      <div className={css.counts}>
        <p role="status">
          <Count
            total={first?.total}
            isExact={first?.total_is_exact}
            isFiltered={isFiltered}
            of={head?.count}
          />
        </p>
        <ColumnChoice table="audit" label="events" columns={COLUMNS} />
        <Newer key={query.dataUpdatedAt} seq={head?.seq} onShow={() => void refetch()} />
      </div>
      <RowActionsContext value={actions}>
        <DataTable
          label="Events"
          name="audit"
          rows={rows}
          columns={COLUMNS}
          rowKey={({ event_id }) => event_id}
        />
      </RowActionsContext>
      <More query={query} shown={rows.length} />
    </section>
  );
}

function Count(props: {
  total: number | undefined;
  isExact: boolean | undefined;
  isFiltered: boolean;
  of: number | undefined;
}) {
  const { total = 0, isExact, isFiltered, of } = props;
  const least = isExact === false ? 'At least ' : '';
  const among = of === undefined ? '' : ` among ${of.toLocaleString('en-GB')}`;
  return (
    <>
      {least}
      {isFiltered ? `${counted(total, 'match', 'matches')}${among}` : counted(total, 'event')}
    </>
  );
}

/** Mounted anew with each reading: what has been written since then is offered, never put in by itself. */
function Newer({ seq, onShow }: { readonly seq: number | undefined; readonly onShow: () => void }) {
  const read = useRef<number>(undefined);
  useEffect(() => {
    read.current ??= seq;
  }, [seq]);
  const since = seq === undefined || read.current === undefined ? 0 : seq - read.current;
  if (since <= 0) return null;
  return <Button onPress={onShow}>{`${counted(since, 'event')} written since: read again`}</Button>;
}

type EventsQuery = Pick<
  ReturnType<typeof useInfiniteQuery>,
  'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage' | 'isFetchNextPageError'
>;

/** More reads the next page when its place comes near. */
function More({ query, shown }: { readonly query: EventsQuery; readonly shown: number }) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } = query;
  const place = useRef<HTMLDivElement>(null);
  const isWanted = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (!isWanted || place.current === null) return undefined;
    // A busy page is told of several moments at once, of which the last is how things are.
    const look = (moments: readonly IntersectionObserverEntry[]) => {
      if (moments.at(-1)?.isIntersecting === true) void fetchNextPage();
    };
    const seen = new IntersectionObserver(look, { rootMargin: '1200px' });
    seen.observe(place.current);
    return () => seen.disconnect();
  }, [isWanted, fetchNextPage]);
  return (
    <div ref={place} className={css.more}>
      {isFetchNextPageError && (
        <>
          Older events could not be read. <Button onPress={() => void fetchNextPage()}>Read on</Button>
        </>
      )}
      {!isFetchNextPageError && hasNextPage && 'Older events follow'}
      {!hasNextPage &&
        (shown >= MOST_SHOWN
          ? `${counted(shown, 'event')} are shown, which is the most. Narrow the filter, or export.`
          : 'Nothing older')}
    </div>
  );
}

function FirstUse() {
  return (
    <Empty title="Nothing has been recorded yet">
      <p>
        Every change, every refused call and every tool call is written here before it happens. Restart a
        service, and it is the first line.
      </p>
    </Empty>
  );
}
