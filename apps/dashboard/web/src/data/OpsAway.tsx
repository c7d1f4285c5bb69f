import { sentence } from '../api/problem.js';
import { Note, Time } from '../kit/index.js';
import { useAppLink } from './queries.js';

/** useCanAct tells whether ops answers: while it does not, nothing that acts is offered. */
export function useCanAct(): boolean {
  return useAppLink('ops')?.ok !== false;
}

/** OpsAway says, while ops does not answer, since when and why; a page shows it above its last data. */
export function OpsAway() {
  const link = useAppLink('ops');
  if (link === undefined || link.ok) return null;
  const title = (
    <>
      Ops unavailable since <Time at={link.since} absolute />
    </>
  );
  return (
    <Note kind="failed" title={title} isAlert>
      {sentence(link.reason ?? 'It does not answer')} What is below is the last that is known. Nothing can be
      changed until it is back.
    </Note>
  );
}
