import type { Redis } from 'ioredis';
import { keys } from './job-names.js';

/**
 * EventNews tells the readers of this process that a job has news, by messages on one connection that they share. It is
 * opened for the first of them and closed with the last. A message may be missed, so readers look by themselves as well.
 */
export class EventNews {
  private readonly readers = new Map<string, Set<() => void>>();
  private connection: Redis | undefined;

  /** The connection is opened as `redis` was. */
  constructor(private readonly redis: Redis) {}

  /** listen calls back when the job has a new event, or may have had one, until the returned function is called. */
  listen(jobId: string, onNews: () => void): () => void {
    const readers = this.readers.get(jobId) ?? new Set();
    this.readers.set(jobId, readers.add(onNews));
    this.connection ??= this.open();
    return () => this.leave(jobId, onNews);
  }

  private leave(jobId: string, onNews: () => void): void {
    const readers = this.readers.get(jobId);
    readers?.delete(onNews);
    if (readers?.size === 0) this.readers.delete(jobId);
    if (this.readers.size > 0 || this.connection === undefined) return;
    closeOpened(this.connection);
    this.connection = undefined;
  }

  private open(): Redis {
    const waits = { enableOfflineQueue: true, maxRetriesPerRequest: null, commandTimeout: undefined };
    const connection = this.redis.duplicate(waits);
    // Why Redis is out of reach is told by the connection that this is a copy of.
    connection.on('error', () => undefined);
    connection.on('message', (_channel, jobId) => this.tell(jobId));
    connection.subscribe(keys.newsChannel).then(
      () => this.tellAll(),
      // It was closed before it could be used.
      () => undefined,
    );
    return connection;
  }

  private tell(jobId: string): void {
    for (const onNews of this.readers.get(jobId) ?? []) onNews();
  }

  private tellAll(): void {
    for (const jobId of this.readers.keys()) this.tell(jobId);
  }
}

/** One that is closed while it is being opened would hold its process for two seconds more. */
function closeOpened(connection: Redis): void {
  const close = () => connection.disconnect();
  if (OPENING.has(connection.status)) connection.once('ready', close).once('close', close);
  else close();
}

const OPENING = new Set(['connecting', 'connect']);
