import { useSyncExternalStore } from 'react';
import type { QuarantinedTool } from '../../api/tool-registry.js';

/** A version of a tool that its viewer has looked at, and leaves in quarantine: another version is looked at anew. */
type Version = Pick<QuarantinedTool, 'server' | 'tool' | 'hash'>;

const KEY = 'switchyard.kept-versions';
/** The oldest are forgotten. */
const MOST = 200;

let kept: readonly string[] = read();
const listeners = new Set<() => void>();

/** useKept tells whether this browser's viewer keeps a version in quarantine, and changes that. */
export function useKept(version: Version): readonly [boolean, (isKept: boolean) => void] {
  const name = nameOf(version);
  const all = useSyncExternalStore(subscribe, () => kept);
  return [all.includes(name), (isKept) => keep(name, isKept)];
}

function nameOf({ server, tool, hash }: Version): string {
  return `${server}/${tool} ${hash}`;
}

function keep(name: string, isKept: boolean): void {
  const others = kept.filter((one) => one !== name);
  kept = isKept ? [name, ...others].slice(0, MOST) : others;
  localStorage.setItem(KEY, JSON.stringify(kept));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What somebody else wrote there counts as nothing. */
function read(): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}
