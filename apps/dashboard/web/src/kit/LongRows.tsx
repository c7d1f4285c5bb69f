import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useState, type Ref, type RefObject } from 'react';
import { ROW_PX } from './row-height.js';

/** What of a long table is in sight: lines from `first` to `last`, and the room in px that those around them take. */
export interface InSight {
  readonly first: number;
  readonly last: number;
  readonly before: number;
  readonly after: number;
  readonly measure: Ref<HTMLTableRowElement>;
}

interface LongRowsProps {
  readonly count: number;
  readonly body: RefObject<HTMLTableSectionElement | null>;
  /** Must be the same function each time. Called before anything is painted; undefined once the table is long no more. */
  readonly onSight: (inSight: InSight | undefined) => void;
}

/**
 * LongRows tells which lines of a long table are in sight, and shows nothing itself: when its code comes, rows that are
 * already there stay as they are.
 */
export function LongRows({ count, body, onSight }: LongRowsProps) {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (body.current) setTop(body.current.getBoundingClientRect().top + window.scrollY);
  }, [body]);
  const virtualizer = useWindowVirtualizer<HTMLTableRowElement>({
    count,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollMargin: top,
  });
  const items = virtualizer.getVirtualItems();
  const { index: first = -1, start = top } = items[0] ?? {};
  const { index: last = -1, end = top } = items.at(-1) ?? {};
  const before = start - top;
  const after = virtualizer.getTotalSize() - (end - top);
  const { measureElement: measure } = virtualizer;
  useLayoutEffect(() => {
    // The window's height is not known before the first layout.
    if (first >= 0) onSight({ first, last, before, after, measure });
  }, [onSight, first, last, before, after, measure]);
  useLayoutEffect(() => () => onSight(undefined), [onSight]);
  return null;
}
