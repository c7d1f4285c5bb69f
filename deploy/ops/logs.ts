import { untilTold } from './leaving.ts';
import { pathOf, type Answer, type OpsApi } from './ops-api.ts';
import type { Options } from './options.ts';
import { wordsOf } from './printable.ts';
import { resumedStream } from './resumed-stream.ts';
import type { Screen } from './screen.ts';
import { wanted } from './wanted.ts';

const GIVE_UP_AFTER_MS = 600_000;

/** showLogs prints the last lines that a service wrote, and with `follow` what it writes until a signal comes. */
export async function showLogs(api: OpsApi, options: Options, screen: Screen): Promise<void> {
  const { service, node, tail, since, follow } = options;
  const query = { node, tail, since, follow: follow ? 'true' : undefined };
  const path = pathOf(['services', wanted('SERVICE', service), 'logs'], query);
  return follow ? untilTold((left) => followed(api, path, screen, left)) : once(api, path, screen);
}

async function once(api: OpsApi, path: string, screen: Screen): Promise<void> {
  const { lines, truncated } = await api.ask({ method: 'GET', path });
  if (truncated === true) screen.note('… there is more before this …');
  for (const line of Array.isArray(lines) ? (lines as Answer[]) : []) screen.line(wordsOf(line['line']));
}

async function followed(api: OpsApi, path: string, screen: Screen, left: AbortSignal): Promise<void> {
  const lost = (why: string) => screen.note(`connection lost (${why}); going on after the last line`);
  try {
    const resumption = { lost, giveUpAfterMs: GIVE_UP_AFTER_MS, signal: left };
    for await (const { event, data } of resumedStream(api, path, resumption)) {
      show(event, JSON.parse(data) as Answer, screen);
    }
  } catch (error) {
    if (!left.aborted) throw error;
  }
}

function show(event: string, { line, marker, at, code, message }: Answer, screen: Screen): void {
  if (event === 'line') screen.line(wordsOf(line));
  if (event === 'marker') screen.note(`--- ${wordsOf(marker)} ${wordsOf(at)}`);
  if (event === 'error') screen.note(`${wordsOf(code)}: ${wordsOf(message)}`);
}
