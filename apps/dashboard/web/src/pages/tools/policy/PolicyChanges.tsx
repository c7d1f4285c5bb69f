import css from '../Tools.module.css';
import type { PolicyChange } from './policy-draft.js';

/** PolicyChanges lists what a draft changes, and marks what is wider. */
export function PolicyChanges({ of: changes }: { readonly of: readonly PolicyChange[] }) {
  if (changes.length === 0) return null;
  return (
    <ul className={css.said} aria-label="What would change">
      {changes.map(({ id, what, before, after, isWider }) => (
        <li key={id}>
          {what}: {before} → {after}
          {isWider && <strong> (wider)</strong>}
        </li>
      ))}
    </ul>
  );
}
