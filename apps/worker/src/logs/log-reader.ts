import { followService } from '@app/docker';
import type { NodeEngine } from '../nodes/node-engines.js';
import type { FoundService, ServiceFinder } from '../nodes/service-finder.js';
import { LatestLines } from './latest-lines.js';
import { entryOf, type LogEntry } from './log-entry.js';
import { sinceAt, type LogQuery } from './log-query.js';
import { mergeLines } from './merge-lines.js';
import { StreamPlaces } from './stream-places.js';

const MOST_FOLLOWED = 256;
/** Each may hold LARGEST_ANSWER characters for every container of its service. */
const MOST_READ = 32;
const LARGEST_ANSWER = 4 * 1024 * 1024;
const DEFAULT_TAIL = 5_000;

/** LogReader reads and follows what the containers of a service write. */
export class LogReader {
  private readonly followed = new StreamPlaces(MOST_FOLLOWED);
  private readonly reads = new StreamPlaces(MOST_READ);

  constructor(private readonly services: ServiceFinder) {}

  /**
   * open yields what was asked for; before its first entry it throws `node_not_found`, `service_not_found`,
   * `too_many_streams` or why the node could not be read. Aborting the signal ends it, and what it reads.
   */
  async *open(query: LogQuery, signal: AbortSignal): AsyncGenerator<LogEntry> {
    const leave = (query.follow === 'true' ? this.followed : this.reads).take();
    signal.addEventListener('abort', leave, { once: true });
    try {
      const found = await this.services.find({ node: query.node, service: query.service }, signal);
      yield* query.follow === 'true' ? follow(found, query, signal) : read(found, query, signal);
    } finally {
      signal.removeEventListener('abort', leave);
      leave();
    }
  }
}

async function* follow(
  { engine, service }: FoundService,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogEntry> {
  const { node, client } = engine;
  const options = { tail: query.tail, since: await sinceOf(engine, query, signal) };
  const followed = { project: node.compose.project, service };
  for await (const entry of followService(client, followed, options, signal)) yield entryOf(entry);
}

async function* read(
  { engine, containers }: FoundService,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogEntry> {
  const tail = query.tail ?? DEFAULT_TAIL;
  const options = { tail, since: await sinceOf(engine, query, signal) };
  const logs: LatestLines[] = [];
  for (const { id: container } of containers) {
    const latest = new LatestLines(tail, LARGEST_ANSWER);
    for await (const line of engine.client.containerLogs(container, options, signal)) {
      latest.add({ ...line, container });
    }
    logs.push(latest);
  }
  yield* merged(logs, tail);
}

function* merged(logs: readonly LatestLines[], tail: number): Generator<LogEntry> {
  const all = new LatestLines(tail, LARGEST_ANSWER);
  for (const line of mergeLines(logs.map(({ kept }) => kept))) all.add(line);
  if (all.truncated || logs.some(({ truncated }) => truncated)) yield { truncated: true };
  for (const line of all.kept) yield entryOf(line);
}

function sinceOf(
  { client }: NodeEngine,
  { since }: LogQuery,
  signal: AbortSignal,
): Promise<string | undefined> {
  return sinceAt(since, async () => (await client.info(signal)).systemTime);
}
