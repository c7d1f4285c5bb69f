import type { PlotMarks } from '../../kit/Plot.js';
import css from './Training.module.css';

const NAMES: Readonly<Record<PlotMarks['shape'], string>> = { diamond: 'Checkpoint', ring: 'Samples' };

/** MarkKey says what the shapes above a chart stand for; who cannot see them has it in the chart's sentence. */
export function MarkKey({ marks }: { readonly marks: readonly PlotMarks[] }) {
  return (
    <p className={css.markKey} aria-hidden="true">
      {marks.map(({ shape }) => (
        <span key={shape}>
          <svg viewBox="0 0 10 10" className={css.markShape}>
            {shape === 'ring' ? (
              <circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" strokeWidth="1.25" />
            ) : (
              <path d="M5 1l4 4-4 4-4-4z" fill="currentColor" />
            )}
          </svg>
          {NAMES[shape]}
        </span>
      ))}
    </p>
  );
}
