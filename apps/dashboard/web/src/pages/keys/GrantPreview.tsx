import { Check, X } from 'lucide-react';
import { grantWords, type Grant } from './grant-words.js';
import css from './Keys.module.css';

/** GrantPreview says what a key may do and may not, as it is written down now. */
export function GrantPreview({ grant }: { readonly grant: Grant }) {
  const { may, mayNot } = grantWords(grant);
  return (
    <section className={css.preview} aria-label="What the key may do">
      <h3>May</h3>
      <ul>
        {may.length === 0 && <li className={css.muted}>Nothing yet</li>}
        {may.map((line) => (
          <li key={line}>
            <Check size={15} className={css.may} aria-hidden="true" />
            <span>{line}</span>
          </li>
        ))}
      </ul>
      <h3>May not</h3>
      <ul>
        {mayNot.length === 0 && <li className={css.muted}>There is nothing that it may not</li>}
        {mayNot.map((line) => (
          <li key={line}>
            <X size={15} className={css.mayNot} aria-hidden="true" />
            <span>{line}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
