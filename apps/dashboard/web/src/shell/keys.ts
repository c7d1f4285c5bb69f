import { useEffect, useRef } from 'react';
import { storedChoice } from '../time/stored-choice.js';

/** Single keys can be switched off: somebody who speaks to the machine would press them by chance. */
export const keysChoice = storedChoice('keys', ['on', 'off']);

type Handler = (event: KeyboardEvent) => void;

const handlers = new Map<string, Handler[]>();
/** After `g` a letter leads to a page, within so long. */
const CHORD_MS = 1_500;
let chordUntil = 0;

/** useKey calls the handler for a key (`f`, or `g s` for one after the other); the newest that is mounted wins. */
export function useKey(key: string, handler: Handler): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    const call: Handler = (event) => latest.current(event);
    handlers.set(key, [...(handlers.get(key) ?? []), call]);
    return () => {
      handlers.set(key, handlers.get(key)?.filter((one) => one !== call) ?? []);
    };
  }, [key]);
}

/** listenForKeys hears keys outside fields and dialogs; no key acts on anything by itself. */
export function listenForKeys(): () => void {
  const onKey = (event: KeyboardEvent) => {
    const wanted = keyOf(event);
    const handler = wanted === undefined ? undefined : handlers.get(wanted)?.at(-1);
    if (handler === undefined) return;
    event.preventDefault();
    handler(event);
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}

function keyOf(event: KeyboardEvent): string | undefined {
  const { key, ctrlKey, metaKey, altKey } = event;
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') return isInDialog() ? undefined : 'mod+k';
  if (ctrlKey || metaKey || altKey || keysChoice.get() === 'off') return undefined;
  if (isField(event.target) || isInDialog()) return undefined;
  if (key === 'g') {
    chordUntil = event.timeStamp + CHORD_MS;
    return undefined;
  }
  const isChord = event.timeStamp < chordUntil;
  chordUntil = 0;
  return isChord ? `g ${key}` : key;
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable || target.matches('input, textarea, select, [role="listbox"] *, [role="menu"] *')
  );
}

function isInDialog(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

const ENTERABLE = 'a[href], button:not(:disabled)';

/**
 * moveRow puts the focus on the first link or button of the next row of the page, or the one before; on the row itself
 * where it has none.
 */
export function moveRow(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const now = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[now < 0 ? 0 : now + by];
  if (next === undefined) return;
  next.querySelector<HTMLElement>(ENTERABLE)?.focus();
  if (next.contains(document.activeElement)) return;
  next.tabIndex = -1;
  next.focus();
}

/** openRowMenu opens the menu of the row that has the focus; without one the focus goes to what the row has next. */
export function openRowMenu(): void {
  const row = document.activeElement?.closest('[data-row]');
  if (row == null) return;
  const menu = row.querySelector<HTMLElement>('button[aria-haspopup]:not(:disabled)');
  if (menu !== null) return menu.click();
  const parts = [...row.querySelectorAll<HTMLElement>(ENTERABLE)];
  const now = parts.findIndex((part) => part === document.activeElement);
  parts[(now + 1) % parts.length]?.focus();
}

export function focusFilter(): void {
  document.querySelector<HTMLInputElement>('input[data-filter]')?.focus();
}
