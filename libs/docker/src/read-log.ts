import type { EngineCaller } from './engine-caller.js';
import { ENGINE_ROUTES } from './engine-routes.js';
import { LogDemuxer } from './log-demuxer.js';
import type { LogLine } from './log-line.js';
import { LogLines } from './log-lines.js';

export interface LogOptions {
  readonly follow?: boolean;
  /** How many of the last lines to begin with; all when absent. */
  readonly tail?: number | undefined;
  /** RFC 3339; lines of that very moment are included. */
  readonly since?: string | undefined;
  /** Called when the engine has opened the log, whether or not there are lines. */
  readonly onOpen?: (() => void) | undefined;
}

interface LogSource {
  readonly container: string;
  /** Config.Tty: a terminal's log is the bare bytes, any other is framed. */
  readonly tty: boolean;
}

/** readLog opens a container's log and yields its lines as they come, no faster than they are taken. */
export async function* readLog(
  caller: EngineCaller,
  { container, tty }: LogSource,
  { follow = false, tail, since, onOpen }: LogOptions,
  signal?: AbortSignal,
): AsyncGenerator<LogLine> {
  const query = {
    stdout: '1',
    stderr: '1',
    timestamps: '1',
    follow: follow ? '1' : '0',
    tail: tail === undefined ? 'all' : String(tail),
    since: since === undefined ? undefined : engineTime(since),
  };
  const call = { parameters: { container }, query, signal, ...(follow ? { idle: 0 } : {}) };
  const answer = await caller.open(ENGINE_ROUTES.containerLogs, call);
  onOpen?.();
  yield* tty ? plainLines(answer.body()) : framedLines(caller.node, answer.body());
}

/** framedLines takes apart a log with frames; what ends inside one throws `log_stream_malformed`. */
export async function* framedLines(node: string, body: AsyncIterable<Buffer>): AsyncGenerator<LogLine> {
  const demuxer = new LogDemuxer(node);
  const lines = { stdout: new LogLines('stdout'), stderr: new LogLines('stderr') };
  for await (const chunk of body) {
    for (const part of demuxer.push(chunk)) {
      if (part.begins) yield* lines[part.stream].begin();
      yield* lines[part.stream].push(part.bytes);
    }
  }
  yield* lines.stdout.end();
  yield* lines.stderr.end();
  demuxer.finish();
}

/** plainLines reads the log of a container with a terminal. */
export async function* plainLines(body: AsyncIterable<Buffer>): AsyncGenerator<LogLine> {
  const lines = new LogLines('stdout');
  for await (const chunk of body) yield* lines.push(chunk);
  yield* lines.end();
}

/** engineTime turns RFC 3339 into seconds since the epoch with nanoseconds, which a Date would lose. */
export function engineTime(at: string): string {
  const fraction = /\.(\d{1,9})/.exec(at)?.[1] ?? '';
  const seconds = Math.floor(Date.parse(at.replace(/\.\d+/, '')) / 1000);
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}
