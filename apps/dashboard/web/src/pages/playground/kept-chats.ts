import { useSyncExternalStore } from 'react';
import { newId } from '../../api/new-id.js';
import type { Entry } from './entries.js';

/** A conversation that the viewer pressed "Keep" for; it is in this browser alone. */
export interface KeptChat {
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly model: string;
  /** The first that was asked, shortened. */
  readonly title: string;
  readonly entries: readonly Entry[];
}

const KEY = 'switchyard.playground.kept';
const MOST = 20;

const listeners = new Set<() => void>();
let kept: readonly KeptChat[] = read();

/** keepChat throws when the browser has no room for it. */
export function keepChat(model: string, entries: readonly Entry[]): void {
  const first = entries.find((entry) => entry.kind === 'user')?.text ?? 'A chat';
  const title = first.length > 60 ? `${first.slice(0, 59)}…` : first;
  const chat = { id: newId(), at: new Date().toISOString(), model, title, entries };
  write([chat, ...kept].slice(0, MOST));
}

export function forgetChat(id: string): void {
  write(kept.filter((chat) => chat.id !== id));
}

export function useKeptChats(): readonly KeptChat[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => kept,
  );
}

function write(chats: readonly KeptChat[]): void {
  localStorage.setItem(KEY, JSON.stringify(chats));
  kept = chats;
  for (const listener of listeners) listener();
}

function read(): readonly KeptChat[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? (value as KeptChat[]) : [];
  } catch {
    // What cannot be read was not written here.
    return [];
  }
}
