import { memo } from 'react';
import { cx } from '../kit/index.js';
import { clockTime } from '../time/format.js';
import { useZone } from '../time/zone.js';
import { runsOf } from './ansi.js';
import type { LogMark } from './log-marks.js';
import type { LogLine } from './log-ring.js';
import css from './LogView.module.css';

interface LogRowProps {
  readonly line: LogLine;
  readonly times: boolean;
  /** Whose line it is, where there are several. */
  readonly mark: LogMark | undefined;
}

/** LogRow is one line, or one marker, of a log. */
export const LogRow = memo(function LogRow({ line, times, mark }: LogRowProps) {
  const zone = useZone();
  const { at, kind, text } = line;
  const when = Number.isNaN(at) ? '' : clockTime(at, zone);
  if (kind === 'marker') {
    return (
      <div className={cx(css.row, css.marker)}>
        {mark && <Mark mark={mark} />}
        {text}
        {when !== '' && ` at ${when}`}
      </div>
    );
  }
  return (
    <div className={css.row}>
      {times && <span className={css.time}>{when}</span>}
      {mark && <Mark mark={mark} />}
      <span className={cx(css.stream, kind === 'stderr' && css.error)} title={kind}>
        {kind === 'stderr' ? '!' : '·'}
      </span>
      <span className={css.text}>
        {runsOf(text).map((run, index) => (
          <span key={index} className={cx(...run.looks.map((look) => css[look]))}>
            {run.text}
          </span>
        ))}
      </span>
    </div>
  );
});

/** Mark is a service's shape, in its colour, and its name. */
export function Mark({ mark: { symbol, look, name } }: { readonly mark: LogMark }) {
  return (
    <span className={cx(css.mark, css[look])} title={name}>
      <span className={css.symbol} aria-hidden="true">
        {symbol}
      </span>
      <span className={css.name}>{name}</span>
    </span>
  );
}
