import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { sentence } from '../../api/problem.js';
import { readCorrelated, type Correlated } from '../../api/timeline.js';
import { useReadAlong } from '../../data/read-along.js';
import { useCanAct } from '../../data/use-can-act.js';
import {
  Age,
  Button,
  CopyText,
  Empty,
  Facts,
  Link,
  Note,
  PageHead,
  Panel,
  Resource,
  Select,
  State,
  Switch,
  Time,
} from '../../kit/index.js';
import { useMay } from '../../session/use-session.js';
import { useKey } from '../../shell/keys.js';
import { usePathParam, useUrlState } from '../../shell/url-state.js';
import { counted, duration } from '../../time/format.js';
import { useNow } from '../../time/now.js';
import { BrokenLink } from '../audit/BrokenLink.js';
import { covers, type EventRange } from '../audit/chain-knowledge.js';
import { traceFact } from '../audit/claim-facts.js';
import { chainQuery, useChainKnowledge } from '../audit/use-events.js';
import { useVerify } from '../audit/use-verify.js';
import { newestQuery } from '../audit/verification.js';
import { isMinted } from './given-id.js';
import { Lanes } from './Lanes.js';
import { originOf } from './origin.js';
import { preciseTime } from './precise-time.js';
import css from './Timeline.module.css';
import { TimelineList } from './TimelineList.js';
import { LANES, rowsOf, type TimelineRow } from './timeline-rows.js';

/** TimelinePage joins all that one request led to: audit, tool calls, jobs, model calls. */
export function TimelinePage() {
  const id = usePathParam('id');
  // Under the key of jobs, so that each event of theirs brings the page up to date.
  const query = useQuery({
    queryKey: ['jobs', 'timeline', id],
    queryFn: ({ signal }) => readCorrelated(id, signal),
    refetchInterval: ({ state }) =>
      state.data && rowsOf(state.data).some(({ isOpen }) => isOpen) ? 5_000 : 30_000,
  });
  useReadAlong(...(useMay('read_audit') ? [chainQuery, newestQuery] : []));
  return (
    <>
      <PageHead
        title="Timeline"
        above={<Link to="/audit">Audit</Link>}
        aside={
          <>
            <CopyText text={id} what="correlation id" />
            <Age at={query.dataUpdatedAt} />
          </>
        }
      />
      <Resource query={query} what="timeline">
        {(correlated) => <Timeline id={id} of={correlated} />}
      </Resource>
    </>
  );
}

function Timeline({ id, of }: { readonly id: string; readonly of: Correlated }) {
  const rows = useMemo(() => rowsOf(of), [of]);
  const isAbsent = (what: string) =>
    of.unread.some((part) => part.what === what && part.problem.status === 404);
  if (rows.length === 0) return <Nothing id={id} noCalls={isAbsent('model calls')} />;
  return (
    <>
      {of.unread
        .filter(({ problem }) => problem.status !== 404)
        .map(({ what, problem }) => (
          <Note key={`${what} ${problem.message}`} kind="unknown" title={`The ${what} could not be read`}>
            {sentence(problem.message)} What is below is without them.
          </Note>
        ))}
      <Head id={id} of={of} rows={rows} />
      <Rows rows={rows} />
    </>
  );
}

function Nothing({ id, noCalls }: { readonly id: string; readonly noCalls: boolean }) {
  return (
    <Empty title="Nothing is known of this id">
      <p>
        No event of the audit has the correlation id <code>{id}</code>
        {noCalls
          ? '; this gateway does not tell of its calls'
          : ', and the gateway does not remember a call of it'}
        . It may be written wrong, or older than what is kept.
      </p>
    </Empty>
  );
}

interface HeadProps {
  readonly id: string;
  readonly of: Correlated;
  readonly rows: readonly TimelineRow[];
}

function Head({ id, of, rows }: HeadProps) {
  const now = useNow();
  const [first, last] = [of.events[0]?.seq, of.events.at(-1)?.seq];
  const start = Math.min(...rows.map(({ at }) => at));
  const isOpen = rows.some((row) => row.isOpen);
  const end = isOpen ? now : Math.max(...rows.map((row) => row.end ?? row.at));
  const { kind, word } = outcomeOf(rows);
  const { text, door, traceIds } = originOf(of);
  const actors = [
    ...new Set([...of.events.map(({ actor }) => actor), ...of.calls.map(({ client }) => client)]),
  ];
  return (
    <Panel
      title="Request"
      aside={
        <State kind={kind} badge>
          {word}
        </State>
      }
    >
      <Facts
        of={[
          ['Actor', actors.join(', ')],
          ['Origin', text],
          door !== undefined && ['Door', door],
          ['Began', <Time key="start" at={start} absolute />],
          ['Took', isOpen ? `${duration(Math.max(0, end - start))} so far` : preciseTime(end - start)],
          ['Events', `${of.events.length.toLocaleString('en-GB')} of ${of.total.toLocaleString('en-GB')}`],
          ['Missing numbers', missingText(of.missing)],
          first !== undefined &&
            last !== undefined && ['Chain', <ChainFact key="chain" from={first} to={last} />],
          ['Correlation id', isMinted(id) ? 'Made here, by its form' : 'Given by the caller'],
          traceFact(traceIds),
        ]}
      />
      {first !== undefined && last !== undefined && <VerifyRange from={first} to={last} />}
    </Panel>
  );
}

function missingText(missing: Correlated['missing']) {
  if (missing === undefined) return 'Too far apart to look: verify';
  return missing.length === 0 ? 'None' : <State kind="failed">{counted(missing.length, 'event')}</State>;
}

/** What was verified before, whoever did: the audit tells. */
function ChainFact(range: EventRange) {
  const known = useChainKnowledge();
  if (known.data === undefined) return known.isError ? 'Unknown' : 'Reading';
  const { whole, broken } = known.data;
  if (broken && broken.from <= range.to && range.from <= broken.to)
    return <State kind="failed">Found broken within it</State>;
  const found = whole.find((one) => covers(one, range));
  if (found === undefined) return <State kind="unknown">Not verified yet</State>;
  return (
    <State kind="ok">
      Verified <Time at={found.at} /> by {found.by}
    </State>
  );
}

function outcomeOf(rows: readonly TimelineRow[]) {
  if (rows.some(({ isOpen }) => isOpen)) return { kind: 'working', word: 'Not finished' } as const;
  const failed = rows.filter(({ isFailed }) => isFailed).length;
  return failed === 0
    ? ({ kind: 'ok', word: 'Done' } as const)
    : ({ kind: 'failed', word: counted(failed, 'failure') } as const);
}

/** `v` asks for it as well; it changes nothing, and is recorded. */
function VerifyRange(range: EventRange) {
  const { from, to } = range;
  const { state, isBusy, verify } = useVerify(range);
  const canAct = useCanAct('ops') && !isBusy && state.phase !== 'running';
  useKey('v', () => canAct && verify({ from, to }));
  const numbers =
    from === to
      ? `event ${from.toLocaleString('en-GB')}`
      : `events ${from.toLocaleString('en-GB')} to ${to.toLocaleString('en-GB')}`;
  return (
    <div className={css.verify} aria-live="polite">
      {state.phase === 'done' && <BrokenLink found={state.found} range={state.range} />}
      {state.phase === 'failed' && (
        <Note kind="unknown" title="The chain was not verified">
          {sentence(state.problem.message)}
        </Note>
      )}
      {state.phase !== 'done' && (
        <Button onPress={() => verify({ from, to })} isDisabled={!canAct}>
          {state.phase === 'running' ? `Verifying ${numbers}` : `Verify ${numbers}`}
        </Button>
      )}
      {isBusy && <p className={css.muted}>Another range is being verified: Audit shows how far it is.</p>}
    </div>
  );
}

function Rows({ rows }: { readonly rows: readonly TimelineRow[] }) {
  const [only, setOnly] = useUrlState('only');
  const [lane, setLane] = useUrlState('lane');
  const [noise, setNoise] = useUrlState('noise');
  const shown = rows.filter(
    (row) =>
      row.shape === 'missing' ||
      ((only === '' || row.isFailed) && (lane === '' || row.lane === lane) && (noise === '' || !row.isNoise)),
  );
  const used = LANES.filter((one) => rows.some((row) => row.lane === one));
  const start = Math.min(...rows.map(({ at }) => at));
  const hidden = rows.length - shown.length;
  const hasOpen = shown.some(({ isOpen }) => isOpen);
  return (
    <>
      <div className={css.tools}>
        <Select
          label="Part"
          isLabelHidden
          value={lane === '' ? 'all' : lane}
          options={[
            { value: 'all', label: 'Every part' },
            ...used.map((one) => ({ value: one as string, label: one as string })),
          ]}
          onChange={(value) => setLane(value === 'all' ? '' : value)}
        />
        <Switch isSelected={only !== ''} onChange={(isOn) => setOnly(isOn ? 'failures' : '')}>
          Failures only
        </Switch>
        <Switch isSelected={noise === ''} onChange={(isOn) => setNoise(isOn ? '' : 'off')}>
          Show reading of logs and audit
        </Switch>
        <span className={css.muted} role="status">
          {counted(shown.length, 'row')}
          {hidden > 0 && `, ${hidden} hidden`}
        </span>
      </div>
      {shown.length > 0 && (hasOpen ? <LiveLanes rows={shown} /> : <Lanes rows={shown} now={0} />)}
      <TimelineList rows={shown} start={start} />
    </>
  );
}

/** Unfinished bars grow; finished ones need no clock. */
function LiveLanes({ rows }: { readonly rows: readonly TimelineRow[] }) {
  return <Lanes rows={rows} now={useNow()} />;
}
