import type { ReactNode } from 'react';
import { cx } from './cx.js';
import css from './Note.module.css';
import { StateShape } from './State.js';
import type { StateKind } from './state-word.js';

interface NoteProps {
  readonly kind: StateKind;
  /** What happened, in one sentence. */
  readonly title: ReactNode;
  /** What was changed, and what to do. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** Read out when it appears. */
  readonly isAlert?: boolean;
}

/** Note is a message that stays on the page beside what it is about. */
export function Note({ kind, title, children, actions, isAlert = false }: NoteProps) {
  return (
    <div className={cx(css.note, css[kind])} {...(isAlert && { role: 'alert' })}>
      <StateShape kind={kind} size={18} />
      <div className={css.text}>
        <div className={css.title}>{title}</div>
        {children !== undefined && <div>{children}</div>}
      </div>
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </div>
  );
}
