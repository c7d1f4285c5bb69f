import { sentence } from '../api/problem.js';
import { followEvents, lineOf, markerOf, type Line, type LogReader, type Marker } from './log-stream.js';

interface MergedSource {
  /** `node/service`. */
  readonly refs: readonly string[];
  /** So many of the last lines of each come first. */
  readonly tail: number;
}

interface Whose {
  readonly node: string;
  readonly service: string;
}

interface Lost extends Whose {
  readonly code: string;
  readonly message: string;
}

/** followMerged reads the logs of several services as one, until the signal aborts. One that is lost ends no other. */
export function followMerged({ refs, tail }: MergedSource, reader: LogReader, signal: AbortSignal) {
  const query = new URLSearchParams([...refs.map((ref) => ['of', ref]), ['tail', String(tail)]]);
  return followEvents(`/bff/ops/logs?${query.toString()}`, reader, signal, (event, data) => {
    if (event === 'line') take(reader, data as Whose & Line, lineOf);
    if (event === 'marker') take(reader, data as Whose & Marker, markerOf);
    if (event === 'lost') reader.line(lossOf(data as Lost));
  });
}

function take<T extends Whose>(
  reader: LogReader,
  told: T,
  read: (told: T) => ReturnType<typeof lineOf>,
): void {
  reader.line({ ...read(told), service: refOf(told) });
}

function lossOf(lost: Lost): ReturnType<typeof lineOf> {
  const text = `Not followed for now. ${sentence(lost.message)}`;
  return { at: Date.now(), kind: 'marker', container: '', text, service: refOf(lost) };
}

function refOf({ node, service }: Whose): string {
  return `${node}/${service}`;
}
