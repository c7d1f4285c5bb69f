import { useId, type ReactNode } from 'react';
import css from './Panel.module.css';

interface PanelProps {
  readonly title: ReactNode;
  /** Beside the title: an age, a count. */
  readonly aside?: ReactNode;
  /** Where a link with `#` leads to. */
  readonly anchor?: string;
  readonly children: ReactNode;
}

/** Panel is a titled part of a page. */
export function Panel({ title, aside, anchor, children }: PanelProps) {
  const id = useId();
  return (
    <section className={css.panel} aria-labelledby={id} {...(anchor !== undefined && { id: anchor })}>
      <div className={css.head}>
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

interface PageHeadProps {
  readonly title: ReactNode;
  /** Before the title: where this is part of. */
  readonly above?: ReactNode;
  /** Beside the title: state, counts, age. */
  readonly aside?: ReactNode;
  readonly actions?: ReactNode;
}

/** PageHead is the head of every page: its one `h1`, what is never hidden, and its actions. */
export function PageHead({ title, above, aside, actions }: PageHeadProps) {
  return (
    <div className={css.page}>
      <div className={css.words}>
        {above !== undefined && <div className={css.above}>{above}</div>}
        <div className={css.title}>
          <h1 tabIndex={-1}>{title}</h1>
          {aside}
        </div>
      </div>
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </div>
  );
}

/** Facts is a list of names and values. */
export function Facts({ of }: { readonly of: readonly (readonly [string, ReactNode] | false)[] }) {
  return (
    <dl className={css.facts}>
      {of.map(
        (fact) =>
          fact && (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
