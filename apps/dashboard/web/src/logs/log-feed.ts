import { followLog, type LogReader } from './log-stream.js';
import { followMerged } from './merged-stream.js';

/** LogFeed is where a log comes from. A new one begins a new log, so it is made once and kept. */
export interface LogFeed {
  readonly follow: (reader: LogReader, signal: AbortSignal) => Promise<void>;
}

const TAIL = 500;
/** Of each of several services. */
const MERGED_TAIL = 100;

export function serviceFeed(node: string, service: string): LogFeed {
  return { follow: (reader, signal) => followLog({ node, service, tail: TAIL }, reader, signal) };
}

/** mergedFeed is several services as one; `refs` are `node/service`. */
export function mergedFeed(refs: readonly string[]): LogFeed {
  return { follow: (reader, signal) => followMerged({ refs, tail: MERGED_TAIL }, reader, signal) };
}
