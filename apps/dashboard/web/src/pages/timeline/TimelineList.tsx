import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import type { AuditEvent } from '../../api/audit.js';
import { Code, CopyText, cx, Facts, StateShape } from '../../kit/index.js';
import { duration, fullTime } from '../../time/format.js';
import { useZone } from '../../time/zone.js';
import { idleBefore } from './folded-time.js';
import { preciseTime } from './precise-time.js';
import css from './Timeline.module.css';
import type { TimelineRow } from './timeline-rows.js';

/** TimelineList is the truth: every row in the order of the log, idle time said where it was. */
export function TimelineList({
  rows,
  start,
}: {
  readonly rows: readonly TimelineRow[];
  readonly start: number;
}) {
  const idle = idleBefore(rows);
  return (
    <ol className={css.list} aria-label="What happened">
      {rows.map((row, index) => (
        <li key={row.key} className={css.entry}>
          {(idle[index] ?? 0) > 0 && <p className={css.idle}>Nothing for {duration(idle[index] ?? 0)}</p>}
          <OneRow row={row} start={start} />
        </li>
      ))}
    </ol>
  );
}

function OneRow({ row, start }: { readonly row: TimelineRow; readonly start: number }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  if (row.shape === 'missing') {
    return (
      <p className={cx(css.row, css.missing)}>
        <StateShape kind="failed" />
        <strong>{row.sentence}</strong>
      </p>
    );
  }
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <div data-row="">
      <button
        type="button"
        className={css.row}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Chevron size={14} aria-hidden="true" className={css.chevron} />
        <Moment at={row.at} start={start} />
        <span className={css.lanename}>{row.lane}</span>
        <StateShape kind={row.kind} />
        <span className={css.sentence}>
          {row.sentence}
          {row.isOpen && <span className={css.muted}> · not finished</span>}
          {row.lateMs !== undefined && <Late ms={row.lateMs} />}
        </span>
        <span className={css.seq}>{row.seq === undefined ? '' : row.seq.toLocaleString('en-GB')}</span>
      </button>
      <div id={id} hidden={!isOpen} className={css.detail}>
        {isOpen && <Detail row={row} />}
      </div>
    </div>
  );
}

function Moment({ at, start }: { readonly at: number; readonly start: number }) {
  const zone = useZone();
  const offset = at - start;
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at, zone)} className={css.offset}>
      {offset < 0 ? `−${preciseTime(-offset)}` : `+${preciseTime(offset)}`}
    </time>
  );
}

function Late({ ms }: { readonly ms: number }) {
  const how =
    ms > 0
      ? `written ${preciseTime(ms)} after it happened`
      : `by its sender's clock ${preciseTime(-ms)} later`;
  return <span className={css.late}> · {how}</span>;
}

function Detail({ row: { detail } }: { readonly row: TimelineRow }) {
  const event = detail as Partial<AuditEvent>;
  return (
    <>
      {event.hash !== undefined && event.prev_hash !== undefined && (
        <Facts
          of={[
            ['Hash', <CopyText key="h" text={event.hash} what="hash" shown={event.hash.slice(0, 16)} />],
            [
              'Hash of the event before',
              <CopyText
                key="p"
                text={event.prev_hash}
                what="hash before"
                shown={event.prev_hash.slice(0, 16)}
              />,
            ],
          ]}
        />
      )}
      <Code copy="JSON">{JSON.stringify(detail, null, 2)}</Code>
    </>
  );
}
