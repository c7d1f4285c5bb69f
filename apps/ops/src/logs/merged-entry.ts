import type { ServiceRef } from '../services/service-reader.js';
import type { LogEntry } from './log-entry.js';

/** Lost is a service whose log cannot be followed any more; whoever merges tries again by itself. */
export interface Lost {
  readonly lost: { readonly code: string; readonly message: string };
}

/** MergedEntry is what one of several followed logs told. */
export interface MergedEntry {
  readonly source: number;
  readonly entry: LogEntry | Lost;
}

/** refsIn takes `node/service` apart; both were checked before. */
export function refsIn(of: readonly string[]): ServiceRef[] {
  return of.map((each) => {
    const [node = '', service = ''] = each.split('/');
    return { node, service };
  });
}
