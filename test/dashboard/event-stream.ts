import type { IncomingMessage, ServerResponse } from 'node:http';

interface Kept {
  readonly id: number;
  readonly event: string;
  readonly data: unknown;
}

/**
 * EventStream is one list of server-sent events that any number of readers follow, each from its Last-Event-ID. With
 * `isOfStates` a reader without one gets the last of each kind alone.
 */
export class EventStream {
  private readonly isOfStates: boolean;
  private readonly events: Kept[] = [];
  /** Whoever asks is answered as by a proxy whose backend is gone. */
  isAway = false;
  private readonly readers = new Set<ServerResponse>();

  constructor({ isOfStates = false } = {}) {
    this.isOfStates = isOfStates;
  }

  send(event: string, data: unknown): void {
    const kept = { id: this.events.length + 1, event, data };
    this.events.push(kept);
    for (const reader of this.readers) reader.write(frameOf(kept));
  }

  follow(request: IncomingMessage, response: ServerResponse): void {
    if (this.isAway) return void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502</h1>');
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write(': begun\n\n');
    for (const kept of this.after(request.headers['last-event-id'])) response.write(frameOf(kept));
    this.readers.add(response);
    response.once('close', () => this.readers.delete(response));
  }

  private after(id: string | string[] | undefined): readonly Kept[] {
    if (id !== undefined || !this.isOfStates) return this.events.slice(Number(id ?? 0));
    const newest = new Map(this.events.map((kept) => [kept.event, kept]));
    return [...newest.values()].toSorted((one, other) => one.id - other.id);
  }

  /** cut drops every connection; readers come back by themselves. */
  cut(): void {
    for (const reader of this.readers) reader.destroy();
  }
}

function frameOf({ id, event, data }: Kept): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
