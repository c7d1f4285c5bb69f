import { percent as written } from '../time/format.js';
import { cx } from './cx.js';
import css from './Progress.module.css';

interface ProgressProps {
  readonly label: string;
  /** 0 to 100; absent while nobody knows. */
  readonly percent?: number | undefined;
  /** Beside the bar, in place of the percentage: `1.2 GiB of 4 GiB`. */
  readonly text?: string;
}

/** Progress is a bar with its figure; without one it says that nobody knows. */
export function Progress({ label, percent, text }: ProgressProps) {
  const shown = text ?? (percent === undefined ? 'not known yet' : written(Math.round(percent)));
  return (
    <div className={css.progress}>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuetext={shown}
        {...(percent !== undefined && { 'aria-valuenow': Math.round(percent) })}
        className={cx(css.bar, percent === undefined && css.unknown)}
      >
        {percent !== undefined && <div className={css.fill} style={{ width: `${percent}%` }} />}
      </div>
      <span className={css.text}>{shown}</span>
    </div>
  );
}

/** Above so much of the whole it is full in the eyes of its viewer. */
const NEARLY = 0.9;

/** Meter is how much of something is used: `<Meter label="GPU memory" used={3} of={8} text="3 GiB of 8 GiB" />`. */
export function Meter(props: { label: string; used: number; of: number; text: string }) {
  const { label, used, of, text } = props;
  const part = of > 0 ? Math.min(1, used / of) : 0;
  return (
    <div className={css.progress}>
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={used}
        aria-valuetext={text}
        className={css.bar}
      >
        <div className={cx(css.fill, part >= NEARLY && css.full)} style={{ width: `${100 * part}%` }} />
      </div>
      <span className={css.text}>{text}</span>
    </div>
  );
}
