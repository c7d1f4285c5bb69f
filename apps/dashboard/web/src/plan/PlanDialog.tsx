import { useEffect, useId, useRef, useState } from 'react';
import { sentence, type Problem } from '../api/problem.js';
import { Button, CopyText, Dialog, Loading, Note, TextField, Time } from '../kit/index.js';
import { followJob } from '../jobs/followed-jobs.js';
import { useActor } from '../session/use-session.js';
import { duration, shortDigest } from '../time/format.js';
import { useNow } from '../time/now.js';
import css from './PlanDialog.module.css';
import { PlanSummary } from './PlanSummary.js';
import { consoleCommand, whyNot } from './plan-answer.js';
import { canConfirm, type PlanState } from './plan-state.js';
import { closePlan } from './plan-store.js';
import { titleOf, type PlanSubject } from './plan-view.js';
import { usePlanFlow } from './use-plan-flow.js';

/** PlanDialog asks for one change: what it would do, and whether it is to be done. */
export function PlanDialog({ subject }: { readonly subject: PlanSubject }) {
  const { state, tell, send } = usePlanFlow(subject);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const summary = useId();
  const now = useNow();
  const asks = subject.tier === 2;
  const isTyped = !asks || (typed.trim() === subject.object && reason.trim() !== '');
  const isReady = canConfirm(state, Math.max(now, Date.now())) && isTyped;
  const title = titleOf(subject);
  const isSent = state.phase === 'sending' || state.phase === 'looking';

  useAccepted(state, subject);
  const confirm = () => {
    if (isReady) send(reason.trim());
  };
  return (
    <Dialog
      title={title}
      role="alertdialog"
      describedBy={summary}
      {...(!isSent && { onClose: closePlan })}
      buttons={
        <Buttons
          state={state}
          title={title}
          tier={subject.tier}
          isReady={isReady}
          onConfirm={confirm}
          onReplan={() => tell({ event: 'replan' })}
          onAskAgain={() => tell({ event: 'again' })}
        />
      }
    >
      <div id={summary} className={css.body}>
        <Body state={state} />
      </div>
      {asks && 'plan' in state && (
        <form
          className={css.body}
          onSubmit={(event) => {
            event.preventDefault();
            confirm();
          }}
        >
          <TextField
            label={`Type ${subject.object} to confirm`}
            value={typed}
            onChange={setTyped}
            autoComplete="off"
            mono
          />
          <TextField label="Reason" value={reason} onChange={setReason} hint="Kept in the audit." />
          <button type="submit" hidden />
        </form>
      )}
    </Dialog>
  );
}

function useAccepted(state: PlanState, subject: PlanSubject): void {
  const accepted = state.phase === 'accepted' ? state.accepted : undefined;
  useEffect(() => {
    if (accepted === undefined) return;
    closePlan();
    if (accepted.job !== undefined) followJob({ id: accepted.job, title: titleOf(subject) });
    subject.onAccepted?.(accepted);
  }, [accepted, subject]);
}

function Body({ state }: { readonly state: PlanState }) {
  if (state.phase === 'planning') {
    return (
      <>
        {state.replaces && <Note kind="attention" title="The node has changed since that plan was made." />}
        <Loading what="plan" />
      </>
    );
  }
  if (state.phase === 'unplanned') return <Refusal problem={state.problem} />;
  if (state.phase === 'accepted') return <Note kind="working" title="Taken. Opening the job." />;
  return <MadePlan state={state} />;
}

type Made = Extract<PlanState, { readonly plan: unknown }>;

function MadePlan({ state }: { readonly state: Made }) {
  const difference = state.phase === 'ready' ? state.difference : undefined;
  const heading = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (difference) heading.current?.focus();
  }, [difference]);
  return (
    <>
      <div ref={heading} tabIndex={-1} className={css.focus}>
        {difference && (
          <Note kind="attention" title="The plan has changed. Nothing was sent." isAlert>
            What is new or gone is marked. Look at it before you confirm.
          </Note>
        )}
        <PhaseNote state={state} />
      </div>
      <PlanSummary plan={state.plan} {...(difference && { difference })} />
      <PlanFoot state={state} />
    </>
  );
}

function PhaseNote({ state }: { readonly state: Made }) {
  switch (state.phase) {
    case 'refused':
      return <Refusal problem={state.problem} />;
    case 'looking':
      return (
        <Note kind="unknown" title="Sent, no answer. Looking for the job…" isAlert>
          The same confirmation is asked again: it happens at most once.
        </Note>
      );
    case 'unanswered':
      return (
        <Note kind="unknown" title="No answer. It may have happened." isAlert>
          Asking again sends the same confirmation, which happens at most once. The list of jobs shows whether
          it did.
        </Note>
      );
    case 'expired':
      return <Note kind="attention" title="The plan has expired. Nothing was sent." isAlert />;
    default:
      return null;
  }
}

function Refusal({ problem }: { readonly problem: Problem }) {
  const command = consoleCommand(problem);
  return (
    <Note kind="failed" title={whyNot(problem)} isAlert>
      {sentence(problem.message)}
      {command !== undefined && (
        <div>
          <CopyText text={command} what="command" />
        </div>
      )}
      {problem.requestId !== undefined && (
        <div>
          Request <CopyText text={problem.requestId} what="request id" />
        </div>
      )}
    </Note>
  );
}

function PlanFoot({ state }: { readonly state: Made }) {
  const actor = useActor();
  const left = state.validUntil - useNow();
  return (
    <dl className={css.foot}>
      <div>
        <dt>Plan</dt>
        <dd>
          <CopyText text={state.plan.hash} shown={shortDigest(state.plan.hash)} what="hash of the plan" />
        </dd>
      </div>
      <div>
        <dt>Made</dt>
        <dd>
          <Time at={state.madeAt} />
        </dd>
      </div>
      {state.phase === 'ready' && (
        <div>
          <dt>Valid for</dt>
          <dd>{duration(Math.max(0, left))}</dd>
        </div>
      )}
      <div>
        <dt>Acting as</dt>
        <dd>{actor}</dd>
      </div>
    </dl>
  );
}

interface ButtonsProps {
  readonly state: PlanState;
  readonly title: string;
  readonly tier: 1 | 2;
  readonly isReady: boolean;
  readonly onConfirm: () => void;
  readonly onReplan: () => void;
  readonly onAskAgain: () => void;
}

function Buttons({ state, title, tier, isReady, onConfirm, onReplan, onAskAgain }: ButtonsProps) {
  const { phase } = state;
  const isSent = phase === 'sending' || phase === 'looking';
  return (
    <>
      <Button autoFocus onPress={closePlan} isDisabled={isSent}>
        {phase === 'unanswered' ? 'Close' : 'Cancel'}
      </Button>
      {phase === 'unanswered' && (
        <Button look="accent" onPress={onAskAgain}>
          Ask again
        </Button>
      )}
      {(phase === 'expired' || phase === 'refused' || phase === 'unplanned') && (
        <Button look="accent" onPress={onReplan}>
          Make a new plan
        </Button>
      )}
      {(phase === 'ready' || phase === 'planning' || isSent) && (
        <Button look={tier === 2 ? 'danger' : 'accent'} onPress={onConfirm} isDisabled={!isReady}>
          {isSent ? 'Sent' : title}
        </Button>
      )}
    </>
  );
}
