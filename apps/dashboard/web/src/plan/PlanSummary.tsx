import { ArrowRight } from 'lucide-react';
import { cx } from '../kit/index.js';
import css from './PlanDialog.module.css';
import type { Difference } from './plan-state.js';
import type { PlanChange, PlanView } from './plan-view.js';

/** PlanSummary says what a plan does, in the order in which it matters; what is empty is not there. */
export function PlanSummary({
  plan,
  difference,
}: {
  readonly plan: PlanView;
  readonly difference?: Difference;
}) {
  return (
    <>
      <section className={css.part}>
        <h3>What changes</h3>
        <ul className={css.changes}>
          {plan.changes.map((change) => (
            <Change
              key={change.id}
              change={change}
              mark={difference?.isNew.has(change.id) ? 'new' : undefined}
            />
          ))}
          {difference?.gone.map((change) => (
            <Change key={`gone ${change.id}`} change={change} mark="gone" />
          ))}
          {plan.changes.length === 0 && <li>Nothing: all is as it should be.</li>}
        </ul>
      </section>
      <Part title="What stops" of={plan.stops} />
      <Part title="Who is affected" of={plan.affected} />
      <Part title="What it needs" of={plan.needs} />
      <Part title="What cannot be undone" of={plan.cannotBeUndone} />
    </>
  );
}

function Change({
  change,
  mark,
}: {
  readonly change: PlanChange;
  readonly mark: 'new' | 'gone' | undefined;
}) {
  return (
    <li className={cx(css.change, mark === 'gone' && css.gone)}>
      <span className={css.what}>
        {change.what}
        {mark !== undefined && <strong className={css.mark}>{mark}</strong>}
      </span>
      <span className={css.turn}>
        {change.before}
        <ArrowRight size={14} aria-label="becomes" role="img" />
        {change.after}
      </span>
    </li>
  );
}

function Part({ title, of }: { readonly title: string; readonly of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <section className={css.part}>
      <h3>{title}</h3>
      <ul className={css.list}>
        {of.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
