import { useSyncExternalStore } from 'react';

/** StoredChoice is one choice of the viewer, kept in this browser. */
export interface StoredChoice<T extends string> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** storedChoice reads `switchyard.<name>`; anything but one of the options counts as the first. */
export function storedChoice<T extends string>(name: string, options: readonly [T, ...T[]]): StoredChoice<T> {
  return storedText(name, (kept) => options.find((option) => option === kept) ?? options[0]);
}

/** storedText reads `switchyard.<name>` as `read` understands what was kept, if anything was. */
export function storedText<T extends string>(
  name: string,
  read: (kept: string | null) => T,
): StoredChoice<T> {
  const key = `switchyard.${name}`;
  const listeners = new Set<() => void>();
  let value = read(localStorage.getItem(key));
  return {
    get: () => value,
    set: (next) => {
      value = next;
      localStorage.setItem(key, next);
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** useChoice renders again whenever the choice changes. */
export function useChoice<T extends string>(choice: StoredChoice<T>): T {
  return useSyncExternalStore(choice.subscribe, choice.get);
}
