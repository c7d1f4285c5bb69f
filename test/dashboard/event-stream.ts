import type { IncomingMessage, ServerResponse } from 'node:http';

interface Kept {
  readonly id: number;
  readonly event: string;
  readonly data: unknown;
}

/** EventStream is one list of server-sent events that any number of readers follow, each from its Last-Event-ID. */
export class EventStream {
  private readonly events: Kept[] = [];
  /** Whoever asks is answered as by a proxy whose backend is gone. */
  isAway = false;
  private readonly readers = new Set<ServerResponse>();

  send(event: string, data: unknown): void {
    const kept = { id: this.events.length + 1, event, data };
    this.events.push(kept);
    for (const reader of this.readers) reader.write(frameOf(kept));
  }

  follow(request: IncomingMessage, response: ServerResponse): void {
    if (this.isAway) return void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502</h1>');
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write(': begun\n\n');
    const after = Number(request.headers['last-event-id'] ?? 0);
    for (const kept of this.events.slice(after)) response.write(frameOf(kept));
    this.readers.add(response);
    response.once('close', () => this.readers.delete(response));
  }

  /** cut drops every connection; readers come back by themselves. */
  cut(): void {
    for (const reader of this.readers) reader.destroy();
  }
}

function frameOf({ id, event, data }: Kept): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
