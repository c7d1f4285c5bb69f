import { followStream, type StreamState } from '../live/stream-loop.js';
import { Problem } from '../api/problem.js';
import { session } from '../session/session-store.js';
import type { LogLine } from './log-ring.js';

export interface LogSource {
  readonly node: string;
  readonly service: string;
  /** So many of the last lines come first. */
  readonly tail: number;
}

export interface LogReader {
  readonly line: (line: Omit<LogLine, 'seq'>) => void;
  readonly state: (state: LogState) => void;
}

/** How the log's stream is doing; `refused` and `ended` are for good. */
export type LogState =
  | { readonly state: 'connecting' | 'following' | 'ended' }
  | { readonly state: 'waiting' | 'refused'; readonly problem: Problem };

export interface Line {
  readonly at: string | null;
  readonly stream: 'stdout' | 'stderr';
  readonly container: string;
  readonly line: string;
}

export interface Marker {
  readonly at: string;
  readonly marker: 'started' | 'stopped' | 'recreated' | 'gap';
  readonly container: string | null;
}

const MARKERS: Readonly<Record<Marker['marker'], string>> = {
  started: 'The container started',
  stopped: 'The container stopped',
  recreated: 'The container was made anew',
  gap: 'Lines are missing here',
};

/** followLog reads a service's log until the signal aborts, across restarts of the container and of the stream. */
export function followLog({ node, service, tail }: LogSource, reader: LogReader, signal: AbortSignal) {
  const query = new URLSearchParams({ node, tail: String(tail), follow: 'true' });
  const url = `/bff/ops/services/${encodeURIComponent(service)}/logs?${query.toString()}`;
  return followEvents(url, reader, signal, (event, data) => {
    if (event === 'line') reader.line(lineOf(data as Line));
    if (event === 'marker') reader.line(markerOf(data as Marker));
  });
}

/** followEvents follows a stream of logs, and tells its reader how it is doing. */
export async function followEvents(
  url: string,
  reader: LogReader,
  signal: AbortSignal,
  onEvent: (event: string | undefined, data: unknown) => void,
): Promise<void> {
  let last: Problem | undefined;
  const ending = await followStream({
    url,
    signal,
    signedInAgain: session.signedInAgain,
    onState: (state) => reader.state(logState(state, last)),
    onEvent: ({ event, data }) => {
      const told: unknown = JSON.parse(data);
      last = event === 'error' ? errorOf(told as { code: string; message: string }) : undefined;
      onEvent(event, told);
    },
  });
  if (ending.ended === 'refused') reader.state({ state: 'refused', problem: ending.problem });
  if (ending.ended === 'complete') reader.state({ state: 'ended' });
}

/** What the log itself said before its stream ended tells more than that it ended. */
function logState(state: StreamState, last: Problem | undefined): LogState {
  if (state.state === 'waiting') return { state: 'waiting', problem: last ?? state.problem };
  return { state: state.state === 'open' ? 'following' : 'connecting' };
}

export function lineOf({ at, stream, container, line }: Line): Omit<LogLine, 'seq'> {
  return { at: at === null ? Number.NaN : Date.parse(at), kind: stream, container, text: line };
}

export function markerOf({ at, marker, container }: Marker): Omit<LogLine, 'seq'> {
  return { at: Date.parse(at), kind: 'marker', container: container ?? '', text: MARKERS[marker] };
}

function errorOf({ code, message }: { code: string; message: string }): Problem {
  return new Problem(0, code, message);
}
