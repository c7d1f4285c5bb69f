import { lossText, type LossLines } from './loss-lines.js';
import css from './Training.module.css';

interface LastValueProps {
  readonly of: NonNullable<LossLines['last']>;
  readonly format?: (value: number) => string;
}

/** LastValue is where a line ends. */
export function LastValue({ of: { step, value }, format = lossText }: LastValueProps) {
  return (
    <span>
      Last value <strong className={css.figure}>{format(value)}</strong>{' '}
      <span className={css.muted}>at step {step.toLocaleString('en-GB')}</span>
    </span>
  );
}
