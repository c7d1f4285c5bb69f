import { useSyncExternalStore } from 'react';

/** Toast is a short message that goes by itself, unless it is of a failure. */
export interface Toast {
  readonly id: number;
  readonly kind: 'ok' | 'failed' | 'attention';
  readonly text: string;
}

const STAYS_MS = 6_000;
const MOST = 4;

let toasts: readonly Toast[] = [];
let spoken = '';
let count = 0;
const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}

/** announce has a screen reader say something that a sighted viewer sees anyway. */
export function announce(text: string): void {
  // The same words twice are said twice only when the text differs.
  spoken = spoken === text ? `${text}\u00a0` : text;
  changed();
}

/** toast shows a message at the edge and says it. A failure stays until it is closed. */
export function toast(kind: Toast['kind'], text: string): void {
  const id = (count += 1);
  toasts = [...toasts, { id, kind, text }].slice(-MOST);
  announce(text);
  if (kind !== 'failed') setTimeout(() => closeToast(id), STAYS_MS);
}

export function closeToast(id: number): void {
  toasts = toasts.filter((one) => one.id !== id);
  changed();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(subscribe, () => toasts);
}

export function useSpoken(): string {
  return useSyncExternalStore(subscribe, () => spoken);
}
