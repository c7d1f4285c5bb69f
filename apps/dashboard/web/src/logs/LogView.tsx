import { useVirtualizer } from '@tanstack/react-virtual';
import {
  memo,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  type TouchEvent,
  type UIEvent,
  type WheelEvent,
} from 'react';
import { Button, cx } from '../kit/index.js';
import { clockTime, counted, fullTime } from '../time/format.js';
import { useZone } from '../time/zone.js';
import { plainText, runsOf } from './ansi.js';
import { isAtEnd, type Reading } from './follow.js';
import type { LogLine } from './log-ring.js';
import { LogTools } from './LogTools.js';
import css from './LogView.module.css';
import { useLogChoices } from './log-choices.js';
import { useLog } from './use-log.js';

/** A row's height, as its style has it: it grows with the viewer's text. */
const ROW_REM = 1.25;
const rowHeight = () => ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

interface LogViewProps {
  readonly node: string;
  readonly service: string;
}

/**
 * LogView follows a service's log. At its end it shows what comes; scrolled up, nothing moves and new lines are
 * counted. Only the lines in sight are in the page.
 */
export function LogView({ node, service }: LogViewProps) {
  const choices = useLogChoices();
  const { ring, reading, state, follow, freeze } = useLog(node, service, choices.filter);
  const { lines, isFollowing, missed } = reading;
  return (
    <div className={css.view}>
      <LogTools
        choices={choices}
        state={state}
        isFollowing={isFollowing}
        shown={lines.length}
        kept={ring.kept}
        onFollow={follow}
        onPause={freeze}
        download={{ name: `${node}-${service}.log`, text: () => asText(ring.matches()) }}
      />
      <Lines
        label={`Log of ${service} on ${node}`}
        reading={reading}
        wrap={choices.wrap}
        times={choices.times}
        onFollow={follow}
        onLeaveEnd={freeze}
      />
      {!isFollowing && missed > 0 && (
        <div className={css.missed}>
          <Button look="accent" onPress={follow}>
            {counted(missed, 'new line')}, go to the end
          </Button>
        </div>
      )}
    </div>
  );
}

interface LinesProps {
  readonly label: string;
  readonly reading: Reading;
  readonly wrap: boolean;
  readonly times: boolean;
  readonly onFollow: () => void;
  readonly onLeaveEnd: () => void;
}

function Lines({ label, reading: { lines, isFollowing }, wrap, times, onFollow, onLeaveEnd }: LinesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [rowPx] = useState(rowHeight);
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => lines[index]?.seq ?? index,
    overscan: 6,
  });
  const size = virtualizer.getTotalSize();
  const pagesTop = useRef(Number.NaN);
  useLayoutEffect(() => {
    const { current } = scroller;
    if (!isFollowing || current === null) return;
    current.scrollTop = current.scrollHeight;
    pagesTop.current = current.scrollTop;
  }, [isFollowing, lines, size]);
  return (
    <div
      ref={scroller}
      className={cx(css.scroller, wrap && css.wrap)}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label={label}
      {...useReadersHand(isFollowing, pagesTop, onFollow, onLeaveEnd)}
    >
      <div className={css.room} style={{ height: size }}>
        {virtualizer.getVirtualItems().map(({ index, start, key }) => {
          const line = lines[index];
          if (line === undefined) return null;
          return (
            <div
              key={key}
              ref={wrap ? virtualizer.measureElement : undefined}
              data-index={index}
              className={css.place}
              style={{ transform: `translateY(${start}px)` }}
            >
              <Row line={line} times={times} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

const UPWARDS = new Set(['PageUp', 'ArrowUp', 'Home']);

/**
 * useReadersHand hears the reader scroll: up leaves the end, and down to the end follows again. The page's own scroll to
 * `pagesTop` is heard late, when the reader may have paused already, and is no wish of theirs.
 */
function useReadersHand(
  isFollowing: boolean,
  pagesTop: RefObject<number>,
  onFollow: () => void,
  onLeaveEnd: () => void,
) {
  const lastTop = useRef(0);
  // Only a person's own hand takes the reader off the end, never what the page scrolls by itself.
  const leave = (scroller: HTMLElement) => {
    if (isFollowing && scroller.scrollTop > 0) onLeaveEnd();
  };
  return {
    // The end is reached on the way down only: the first pixels of the way up are near the end as well.
    onScroll: ({ currentTarget }: UIEvent<HTMLElement>) => {
      const { scrollTop } = currentTarget;
      const isDownwards = scrollTop > lastTop.current;
      const isPages = scrollTop === pagesTop.current;
      lastTop.current = scrollTop;
      pagesTop.current = Number.NaN;
      if (!isFollowing && !isPages && isDownwards && isAtEnd(currentTarget)) onFollow();
    },
    onWheel: ({ deltaY, currentTarget }: WheelEvent<HTMLElement>) => deltaY < 0 && leave(currentTarget),
    onTouchMove: ({ currentTarget }: TouchEvent<HTMLElement>) => leave(currentTarget),
    // On the scroller itself, and on no line in it, is its bar.
    onPointerDown: ({ target, currentTarget }: PointerEvent<HTMLElement>) =>
      target === currentTarget && leave(currentTarget),
    onPointerUp: ({ target, currentTarget }: PointerEvent<HTMLElement>) =>
      target === currentTarget && !isFollowing && isAtEnd(currentTarget) && onFollow(),
    onKeyDown: ({ key, currentTarget }: KeyboardEvent<HTMLElement>) =>
      UPWARDS.has(key) && leave(currentTarget),
  };
}

const Row = memo(function Row({ line, times }: { readonly line: LogLine; readonly times: boolean }) {
  const zone = useZone();
  const { at, kind, text } = line;
  const when = Number.isNaN(at) ? '' : clockTime(at, zone);
  if (kind === 'marker') {
    return (
      <div className={cx(css.row, css.marker)}>
        {text}
        {when !== '' && ` at ${when}`}
      </div>
    );
  }
  return (
    <div className={css.row}>
      {times && <span className={css.time}>{when}</span>}
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

function asText(lines: readonly LogLine[]): string {
  return lines
    .map(({ at, kind, text }) => {
      const when = Number.isNaN(at) ? '' : `${fullTime(at, 'utc')} `;
      return `${when}${kind === 'marker' ? '--- ' : ''}${plainText(text)}\n`;
    })
    .join('');
}
