import { useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { readAudit, timelinePath, type AuditEvent, type AuditPage } from '../../api/audit.js';
import { Button, Code, CopyText, Dialog, Facts, LinkButton, Resource, State, Time } from '../../kit/index.js';
import { useUrlState } from '../../shell/url-state.js';
import css from './Audit.module.css';
import { actionWord, outcomeOf } from './audit-words.js';
import { claimsIn } from './caller-claims.js';
import { claimFacts } from './claim-facts.js';
import { useAuditFilter } from './use-audit-filter.js';

/** EventDialog is the event that the URL names, whole. */
export function EventDialog() {
  const [seq, setSeq] = useUrlState('event');
  if (!/^[1-9]\d{0,15}$/.test(seq)) return null;
  return <OneEvent seq={Number(seq)} onClose={() => setSeq('')} />;
}

function OneEvent({ seq, onClose }: { readonly seq: number; readonly onClose: () => void }) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['audit', 'event', seq],
    queryFn: async ({ signal }) => {
      const { entries } = await readAudit({ before: seq + 1, limit: 1 }, signal);
      return entries.find((event) => event.seq === seq) ?? null;
    },
    initialData: () =>
      shownAlready(client.getQueriesData<InfiniteData<AuditPage>>({ queryKey: ['audit', 'events'] }), seq),
    staleTime: Infinity,
  });
  const { change } = useAuditFilter();
  const event = query.data;
  const id = event?.correlation_id;
  return (
    <Dialog
      title={`Event ${seq.toLocaleString('en-GB')}`}
      size="l"
      onClose={onClose}
      buttons={
        event && (
          <>
            <Button onPress={() => change({ actor: event.actor })}>{`Only ${event.actor}`}</Button>
            <Button onPress={() => change({ resource: event.resource })}>Only this object</Button>
            {id !== undefined && <LinkButton to={timelinePath(id)}>Open timeline</LinkButton>}
          </>
        )
      }
    >
      <Resource query={query} what="event">
        {(found) =>
          found === null ? <p>There is no event of that number any more.</p> : <Details event={found} />
        }
      </Resource>
    </Dialog>
  );
}

function shownAlready(
  lists: readonly [unknown, InfiniteData<AuditPage> | undefined][],
  seq: number,
): AuditEvent | undefined {
  const pages = lists.flatMap(([, data]) => data?.pages ?? []);
  return pages.flatMap(({ entries }) => entries).find((event) => event.seq === seq);
}

function Details({ event }: { readonly event: AuditEvent }) {
  const { kind, word } = outcomeOf(event);
  return (
    <div className={css.details}>
      <Facts
        of={[
          ['Action', actionWord(event.action)],
          ['Object', event.resource],
          ['Actor', event.actor],
          [
            'Outcome',
            <State key="outcome" kind={kind}>
              {word}
            </State>,
          ],
          ['Recorded', <Time key="at" at={event.ts} absolute />],
        ]}
      />
      <Facts
        of={[
          event.correlation_id !== undefined && [
            'Correlation id',
            <CopyText key="id" text={event.correlation_id} what="correlation id" />,
          ],
          ...claimFacts(claimsIn(event)),
          ['Hash', <CopyText key="hash" text={event.hash} what="hash" shown={event.hash.slice(0, 16)} />],
          [
            'Hash of the event before',
            <CopyText
              key="prev"
              text={event.prev_hash}
              what="hash before"
              shown={event.prev_hash.slice(0, 16)}
            />,
          ],
        ]}
      />
      <Code copy="JSON">{JSON.stringify(event, null, 2)}</Code>
    </div>
  );
}
