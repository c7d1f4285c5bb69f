import { useVirtualizer } from '@tanstack/react-virtual';
import {
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
import { cx } from '../kit/index.js';
import { isAtEnd, type Reading } from './follow.js';
import type { LogMark } from './log-marks.js';
import { LogRow } from './LogRow.js';
import css from './LogView.module.css';

/** A row's height, as its style has it: it grows with the viewer's text. */
const ROW_REM = 1.25;
const rowHeight = () => ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

interface LogLinesProps {
  readonly label: string;
  readonly reading: Reading;
  readonly wrap: boolean;
  readonly times: boolean;
  readonly marks: ReadonlyMap<string, LogMark> | undefined;
  readonly onFollow: () => void;
  readonly onLeaveEnd: () => void;
}

/** LogLines are the lines in sight; at the end they go along with the log. */
export function LogLines(props: LogLinesProps) {
  const { label, reading, wrap, times, marks, onFollow, onLeaveEnd } = props;
  const { lines, isFollowing } = reading;
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
              <LogRow line={line} times={times} mark={marks?.get(line.service ?? '')} />
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
