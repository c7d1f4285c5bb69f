import { useState } from 'react';
import { makeKey } from '../../api/keys.js';
import { asProblem, sentence, type Problem } from '../../api/problem.js';
import { Button, Dialog, Note } from '../../kit/index.js';
import { failureOf } from '../../plan/plan-answer.js';
import { GrantPreview } from './GrantPreview.js';
import { EMPTY_DRAFT, grantOf, nameProblem, wishOf, type KeyDraft } from './key-draft.js';
import { KeyForm } from './KeyForm.js';
import css from './Keys.module.css';
import { MadeKeyDialog } from './MadeKeyDialog.js';

interface MakeKeyDialogProps {
  /** Names that were ever given. */
  readonly taken: readonly string[];
  /** The list has another key; the dialog goes on. */
  readonly onMade: () => void;
  readonly onClose: () => void;
}

type Step =
  | { readonly at: 'draft'; readonly problem?: Problem }
  | { readonly at: 'sending' }
  | { readonly at: 'made'; readonly key: string; readonly expires: string | undefined };

/** MakeKeyDialog writes a key down, shows what it may, and once it is made shows it this once. */
export function MakeKeyDialog({ taken, onMade, onClose }: MakeKeyDialogProps) {
  const [draft, setDraft] = useState<KeyDraft>(EMPTY_DRAFT);
  const [step, setStep] = useState<Step>({ at: 'draft' });
  if (step.at === 'made') return <MadeKeyDialog id={draft.id} made={step} onStored={onClose} />;
  const isSending = step.at === 'sending';
  const isReady = draft.id !== '' && nameProblem(draft.id, taken) === undefined && !isSending;
  const make = async () => {
    setStep({ at: 'sending' });
    const wish = wishOf(draft, Date.now());
    try {
      setStep({ at: 'made', key: await makeKey(wish), expires: wish.expires_at });
    } catch (error) {
      setStep({ at: 'draft', problem: asProblem(error) });
    }
    onMade();
  };
  return (
    <Dialog
      title="Make a key"
      size="l"
      {...(!isSending && { onClose })}
      buttons={
        <>
          <Button onPress={onClose} isDisabled={isSending}>
            Cancel
          </Button>
          <Button look="accent" onPress={() => void make()} isDisabled={!isReady}>
            {isSending ? 'Making it' : `Make key ${draft.id}`}
          </Button>
        </>
      }
    >
      {step.at === 'draft' && step.problem && <NotMade problem={step.problem} id={draft.id} />}
      <div className={css.make}>
        <KeyForm draft={draft} taken={taken} onChange={setDraft} />
        <GrantPreview grant={grantOf(draft)} />
      </div>
    </Dialog>
  );
}

function NotMade({ problem, id }: { readonly problem: Problem; readonly id: string }) {
  const isLost = failureOf(problem) === 'lost';
  // A browser sends again by itself when its connection broke; the first sending has taken the name then.
  const isTaken = problem.code === 'key_exists';
  const title = isLost
    ? 'No answer. The key may have been made.'
    : isTaken
      ? 'The name is taken.'
      : 'Refused. No key was made.';
  return (
    <Note kind={isLost ? 'unknown' : 'failed'} title={title} isAlert>
      {sentence(problem.message)}
      {(isLost || isTaken) &&
        ` If ${id} is new in the list, nobody has its key: revoke it, and make one of another name.`}
    </Note>
  );
}
