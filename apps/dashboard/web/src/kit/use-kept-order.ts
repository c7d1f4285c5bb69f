import { useLayoutEffect, useReducer, useRef } from 'react';
import { inOrder, keepOrder, type Shown } from './kept-order.js';

/** Marks the parts of a table in which the pointer or the focus keeps the order. */
export const KEEPS_ORDER = { 'data-keeps': '' } as const;

interface Last<R> {
  readonly choice: string;
  readonly rows: readonly Shown<R>[];
}

/**
 * useKeptOrder keeps rows in their places while somebody points at them or has the focus there, so that nothing moves away
 * under a hand; `show` puts them in order. A new `choice` of the viewer (an order, a filter) counts at once.
 */
export function useKeptOrder<R extends { readonly id: string }>(wanted: readonly R[], choice: string) {
  const frame = useRef<HTMLDivElement>(null);
  const last = useRef<Last<R>>(undefined);
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  const before = last.current?.choice === choice && isHeld(frame.current) ? last.current.rows : undefined;
  const { rows, changes } = before === undefined ? inOrder(wanted) : keepOrder(before, wanted);
  useLayoutEffect(() => {
    last.current = { choice, rows };
  });
  useLayoutEffect(() => {
    const place = frame.current;
    if (changes === 0 || place === null) return undefined;
    return onRelease(place, renderAgain);
  }, [changes]);
  const show = () => {
    last.current = undefined;
    frame.current?.focus();
    renderAgain();
  };
  return { frame, rows, changes, show };
}

function isHeld(frame: HTMLElement | null): boolean {
  const parts = [...(frame?.querySelectorAll('[data-keeps]') ?? [])];
  // A finger that is gone still hovers.
  const hovers = matchMedia('(hover: hover)').matches;
  return parts.some((part) => (hovers && part.matches(':hover')) || part.contains(document.activeElement));
}

/** The pointer and the focus are elsewhere only after the event that tells that they go. */
function onRelease(frame: HTMLElement, then: () => void): () => void {
  const look = () => requestAnimationFrame(() => !isHeld(frame) && then());
  for (const kind of ['pointerout', 'focusout'] as const) frame.addEventListener(kind, look);
  return () => {
    for (const kind of ['pointerout', 'focusout'] as const) frame.removeEventListener(kind, look);
  };
}
