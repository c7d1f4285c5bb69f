import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId } from 'react';
import type { AuditEvent } from '../../api/audit.js';
import { Code, CopyText, cx, Facts, StateShape } from '../../kit/index.js';
import { useUrlState } from '../../shell/url-state.js';
import { duration, fullTime } from '../../time/format.js';
import { useZone } from '../../time/zone.js';
import { claimsIn } from '../audit/caller-claims.js';
import { claimFacts } from '../audit/claim-facts.js';
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
  const [text, setText] = useUrlState('open');
  const open = text === '' ? [] : text.split(',');
  const toggle = (name: string) =>
    setText((open.includes(name) ? open.filter((one) => one !== name) : [...open, name]).join(','));
  return (
    <ol className={css.list} aria-label="What happened">
      {rows.map((row, index) => (
        <li key={row.key} className={css.entry}>
          {(idle[index] ?? 0) > 0 && <p className={css.idle}>Nothing for {duration(idle[index] ?? 0)}</p>}
          <OneRow
            row={row}
            start={start}
            isOpen={open.includes(nameOf(row))}
            onToggle={() => toggle(nameOf(row))}
          />
        </li>
      ))}
    </ol>
  );
}

/** How the address names an open row. */
function nameOf({ seq, key }: TimelineRow): string {
  return seq === undefined ? key : String(seq);
}

interface OneRowProps {
  readonly row: TimelineRow;
  readonly start: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function OneRow({ row, start, isOpen, onToggle }: OneRowProps) {
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
      <button type="button" className={css.row} aria-expanded={isOpen} aria-controls={id} onClick={onToggle}>
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

/** The offset of the row says nothing by itself: when it was stands here, for those who cannot hover as well. */
function Detail({ row: { at, end, detail } }: { readonly row: TimelineRow }) {
  const zone = useZone();
  const { hash, prev_hash: before, metadata } = detail as Partial<AuditEvent>;
  const evidence = metadata?.['evidence'];
  return (
    <>
      <Facts
        of={[
          ['UTC', new Date(at).toISOString()],
          zone === 'local' && ['Your time', fullTime(at, 'local')],
          end !== undefined && end > at && ['Took', preciseTime(end - at)],
          ...claimFacts(claimsIn(detail ?? {})),
          hash !== undefined && ['Hash', <Hash key="h" hash={hash} what="hash" />],
          before !== undefined && [
            'Hash of the event before',
            <Hash key="p" hash={before} what="hash before" />,
          ],
        ]}
      />
      {evidence !== undefined && (
        <section aria-label="Evidence" className={css.evidence}>
          <h3>Evidence of the verdict</h3>
          <Code copy="evidence">{JSON.stringify(evidence, null, 2)}</Code>
        </section>
      )}
      <Code copy="JSON">{JSON.stringify(detail, null, 2)}</Code>
    </>
  );
}

function Hash({ hash, what }: { readonly hash: string; readonly what: string }) {
  return <CopyText text={hash} what={what} shown={hash.slice(0, 16)} />;
}
