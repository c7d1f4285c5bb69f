import { sentence } from '../api/problem.js';
import { Note, Time } from '../kit/index.js';
import { hindranceOf, type Acting, type Hindrance } from './hindrance.js';
import { useAppLink, useAttention, useLiveView } from './queries.js';

/**
 * AppAway says why nothing that acts through an app is offered, and since when; the shell has it over each page. An audit
 * that takes nothing is said in the strip.
 */
export function AppAway({ of: through }: { readonly of: Acting }) {
  const hindrance = hindranceOf(useLiveView('links')?.links ?? [], through);
  if (hindrance === undefined || hindrance.what === 'audit') return null;
  const { what, title, reason } = hindrance;
  const rest =
    what === 'away'
      ? 'What is below is the last that is known. Nothing can be changed until it is back.'
      : 'What is below can be read.';
  return (
    <Note kind="failed" title={<Since of={hindrance}>{title}</Since>} isAlert>
      {sentence(reason)} {rest}
    </Note>
  );
}

/** Since is a title, and since when it is so, where that is known. */
function Since({ of, children }: { readonly of: Hindrance; readonly children: string }) {
  const link = useAppLink(of.app);
  const cause = useAttention().find(({ id }) => id === `lack/${of.app}/${of.what}`);
  const since = of.what === 'away' ? link?.since : cause?.since;
  if (since === undefined) return <>{children}</>;
  return (
    <>
      {children} since <Time at={since} absolute />
    </>
  );
}
