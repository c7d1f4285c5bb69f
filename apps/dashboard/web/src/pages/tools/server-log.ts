import type { RouterLogEntryAnswer } from '../../api/generated/index.js';
import type { LogFeed } from '../../logs/log-feed.js';
import type { LogMark } from '../../logs/log-marks.js';
import type { LogLine } from '../../logs/log-ring.js';
import { followEvents } from '../../logs/log-stream.js';

type Source = RouterLogEntryAnswer['source'];

const TAIL = 500;

/** SOURCE_MARKS tell where a line of a server's log comes from. */
export const SOURCE_MARKS: ReadonlyMap<string, LogMark> = new Map<Source, LogMark>([
  ['stderr', { name: 'Its stderr', symbol: '■', look: 'hueD' }],
  ['message', { name: 'Its message', symbol: '●', look: 'hueA' }],
  ['router', { name: 'Router', symbol: '◆', look: 'hueC' }],
]);

/** serverFeed is the log of one tool server, as the router keeps it. */
export function serverFeed(server: string): LogFeed {
  const query = new URLSearchParams({ server, tail: String(TAIL), follow: 'true' });
  return {
    follow: (reader, signal) =>
      followEvents(`/bff/router/api/mcp/logs?${query.toString()}`, reader, signal, (event, data) => {
        if (event === 'line') reader.line(lineOf(data as RouterLogEntryAnswer));
        if (event === 'marker') reader.line(gapAt(data as { at: string }));
      }),
  };
}

/** lineOf writes the level in front of the text, where the filter by levels finds it. */
export function lineOf({ at, source, level, text }: RouterLogEntryAnswer): Omit<LogLine, 'seq'> {
  return {
    at: Date.parse(at),
    kind: source === 'stderr' ? 'stderr' : 'stdout',
    container: '',
    service: source,
    text: level === null ? text : `${level.toUpperCase()} ${text}`,
  };
}

function gapAt({ at }: { at: string }): Omit<LogLine, 'seq'> {
  const text = 'Lines are missing here: the router keeps the newest, and none from before it started';
  return { at: Date.parse(at), kind: 'marker', container: '', text };
}
