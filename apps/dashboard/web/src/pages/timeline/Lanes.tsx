import { useMemo } from 'react';
import { cx, stateInk } from '../../kit/index.js';
import { duration } from '../../time/format.js';
import { foldTime } from './folded-time.js';
import css from './Timeline.module.css';
import { LANES, type TimelineRow } from './timeline-rows.js';

const percentOf = (part: number) => `${100 * part}%`;

/** Lanes is a picture of the rows below, which say the same; it is not there on a phone. */
export function Lanes({ rows, now }: { readonly rows: readonly TimelineRow[]; readonly now: number }) {
  const spans = useMemo(() => rows.map((row) => spanOf(row, now)), [rows, now]);
  const { place, folds } = useMemo(() => foldTime(spans), [spans]);
  const used = LANES.filter((lane) => rows.some((row) => row.lane === lane));
  return (
    <div
      className={css.lanes}
      role="img"
      aria-label={`The ${rows.length} rows below, by part of the platform`}
    >
      <div className={css.axis}>
        {folds.map((fold) => (
          <span
            key={fold.place}
            className={css.fold}
            style={{ left: percentOf(fold.place), width: percentOf(fold.width) }}
          >
            {duration(fold.ms)}
          </span>
        ))}
      </div>
      {used.map((lane) => (
        <div key={lane} className={css.lane}>
          <span className={css.laneName}>{lane}</span>
          <div className={css.track}>
            {folds.map((fold) => (
              <span
                key={fold.place}
                className={css.folded}
                style={{ left: percentOf(fold.place), width: percentOf(fold.width) }}
              />
            ))}
            {rows.map(
              (row, index) =>
                row.lane === lane && <Mark key={row.key} row={row} span={spans[index]} place={place} />,
            )}
          </div>
        </div>
      ))}
    </div>
  );
}

function spanOf({ at, end, isOpen }: TimelineRow, now: number) {
  return { at, end: isOpen ? Math.max(at, now) : (end ?? at) };
}

interface MarkProps {
  readonly row: TimelineRow;
  readonly span: { readonly at: number; readonly end: number } | undefined;
  readonly place: (at: number) => number;
}

function Mark({ row, span, place }: MarkProps) {
  if (span === undefined) return null;
  const left = place(span.at);
  const { shape, kind, isOpen, sentence } = row;
  if (shape !== 'bar') {
    const form = shape === 'diamond' ? css.diamond : css.octagon;
    return (
      <span
        className={cx(css.mark, form, stateInk(kind))}
        style={{ left: percentOf(left) }}
        title={sentence}
      />
    );
  }
  const width = percentOf(Math.max(0, place(span.end) - left));
  return (
    <span
      className={cx(css.bar, isOpen && css.hollow, stateInk(kind))}
      style={{ left: percentOf(left), width }}
      title={sentence}
    />
  );
}
