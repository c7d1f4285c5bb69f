import { useId, useState, type ReactNode } from 'react';
import type { AuditHead } from '../../api/audit.js';
import { sentence } from '../../api/problem.js';
import { useCanAct } from '../../data/use-can-act.js';
import { Age, Button, Facts, Note, Panel, Progress, State, TextField, Time } from '../../kit/index.js';
import { counted } from '../../time/format.js';
import css from './Audit.module.css';
import { BrokenLink } from './BrokenLink.js';
import { longestOf, type ChainKnowledge, type Checked, type EventRange } from './chain-knowledge.js';
import { useAuditHead, useChainKnowledge } from './use-events.js';
import { useVerify } from './use-verify.js';

/** ChainState is never hidden: how far the chain was verified and anchored, and a way to verify it. */
export function ChainState() {
  const query = useAuditHead();
  const known = useChainKnowledge();
  const { state, verify, stop } = useVerify();
  const [isOpen, setOpen] = useState(false);
  const canAct = useCanAct('ops');
  const head = query.data;
  const isRunning = state.phase === 'running';
  // What was found broken before this tab looked may have been found whole since.
  const isOfNow = state.phase === 'done' && (state.isPast !== true || known.data?.broken !== undefined);
  return (
    <Panel
      title="Chain"
      aside={
        <span className={css.aside}>
          <Age at={query.dataUpdatedAt} />
          {canAct && head && head.head.seq > 0 && !isRunning && (
            <Button onPress={() => setOpen(!isOpen)} isPressed={isOpen}>
              Verify chain
            </Button>
          )}
        </span>
      }
    >
      {query.error && head === undefined ? (
        <State kind="unknown">Where the log is could not be read</State>
      ) : (
        <>
          <Known of={known.data} isFailed={known.isError} />
          <Facts of={anchorFacts(head)} />
        </>
      )}
      {isOpen && head && !isRunning && <RangeForm most={head.head.seq} onVerify={verify} />}
      {isRunning && (
        <Running
          range={state.range}
          through={state.through}
          isStoppable={state.id !== undefined}
          onStop={stop}
        />
      )}
      <div aria-live="polite" className={css.live}>
        {state.phase === 'done' && isOfNow && <BrokenLink found={state.found} range={state.range} />}
        {state.phase === 'failed' && (
          <Note kind="unknown" title="The chain was not verified">
            {sentence(state.problem.message)}
          </Note>
        )}
      </div>
    </Panel>
  );
}

type Fact = readonly [string, ReactNode] | false;

function anchorFacts(head: AuditHead | undefined): readonly Fact[] {
  if (head === undefined) return [];
  const { seq, count } = head.head;
  const anchored = head.anchored?.seq;
  const open = anchored === undefined ? undefined : Math.max(0, seq - anchored);
  const places =
    anchored === undefined ? 'Not that is known' : `To event ${anchored.toLocaleString('en-GB')}`;
  return [
    ['Events kept', count.toLocaleString('en-GB')],
    ['Last event', seq.toLocaleString('en-GB')],
    ['Anchored', places],
    open !== undefined && ['Not yet anchored', open === 0 ? 'None' : counted(open, 'event')],
  ];
}

/** Who verified what, and when, is itself an event. */
function Known({ of, isFailed }: { readonly of: ChainKnowledge | undefined; readonly isFailed: boolean }) {
  if (of === undefined && isFailed)
    return <State kind="unknown">How far it was verified could not be read</State>;
  if (of === undefined) return <p className={css.muted}>Reading the last verification</p>;
  const whole = longestOf(of.whole);
  if (whole === undefined && of.broken === undefined)
    return <State kind="unknown">Never verified from here</State>;
  return (
    <>
      {of.broken && <Found kind="failed" word="Broken, within" of={of.broken} />}
      {whole && <Found kind="ok" word="Verified," of={whole} />}
    </>
  );
}

interface FoundProps {
  readonly kind: 'ok' | 'failed';
  readonly word: string;
  readonly of: Checked;
}

function Found({ kind, word, of: { from, to, at, by } }: FoundProps) {
  return (
    <p className={css.verified}>
      <State kind={kind}>
        {word} events {from.toLocaleString('en-GB')} to {to.toLocaleString('en-GB')}
      </State>
      <span className={css.muted}>
        <Time at={at} /> by {by}
      </span>
    </p>
  );
}

function RangeForm({
  most,
  onVerify,
}: {
  readonly most: number;
  readonly onVerify: (range: EventRange) => void;
}) {
  const [from, setFrom] = useState('1');
  const [to, setTo] = useState(String(most));
  const hint = useId();
  const range = { from: Number(from), to: Number(to) };
  const isRight = isNumber(range.from) && range.from <= range.to && range.to <= most && isNumber(range.to);
  return (
    <form
      className={css.range}
      aria-describedby={hint}
      onSubmit={(event) => {
        event.preventDefault();
        if (isRight) onVerify(range);
      }}
    >
      <TextField label="From event" value={from} onChange={setFrom} type="number" autoFocus />
      <TextField label="To event" value={to} onChange={setTo} type="number" />
      <Button type="submit" look="accent" isDisabled={!isRight}>
        Verify these events
      </Button>
      <p id={hint} className={css.muted}>
        Every hash in the range is computed anew, up to the first that does not fit. It goes on in ops, also
        when this tab is closed, and is found again here. That it was done is recorded.
      </p>
    </form>
  );
}

function isNumber(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}

interface RunningProps {
  readonly range: EventRange;
  readonly through: number;
  /** Not before ops has said which it is. */
  readonly isStoppable: boolean;
  readonly onStop: () => void;
}

function Running({ range, through, isStoppable, onStop }: RunningProps) {
  const all = range.to - range.from + 1;
  const done = through - range.from + 1;
  const text = `${done.toLocaleString('en-GB')} of ${counted(all, 'event')}`;
  return (
    <div className={css.running}>
      <Progress label="Verifying the chain" percent={(100 * done) / all} text={`Verifying, ${text}`} />
      <Button onPress={onStop} isDisabled={!isStoppable}>
        Stop verifying
      </Button>
    </div>
  );
}
