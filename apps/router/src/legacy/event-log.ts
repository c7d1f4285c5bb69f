import { parseExactly } from '@app/mcp';
import type { EventStore, JSONRPCMessage } from '@modelcontextprotocol/server';
import type { EventBudget } from './event-budget.js';

interface KeptEvent {
  readonly stream: string;
  readonly text: string;
}

export interface EventLogLimits {
  readonly events: number;
  readonly bytes: number;
}

/**
 * EventLog keeps the newest messages of one session, for a client that lost a stream and comes back with Last-Event-ID.
 * The oldest go first. A message larger than the limit is not kept, and a client that asks for what is gone is told
 * that its event is unknown.
 */
export class EventLog implements EventStore {
  /** In the order in which they were sent. */
  private readonly events = new Map<string, KeptEvent>();
  private bytes = 0;
  private last = 0;

  constructor(
    private readonly limits: EventLogLimits,
    private readonly budget: EventBudget,
  ) {}

  async storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    const id = String((this.last += 1));
    this.keep(id, { stream, text: JSON.stringify(message) });
    return id;
  }

  async getStreamIdForEventId(id: string): Promise<string | undefined> {
    return this.events.get(id)?.stream;
  }

  async replayEventsAfter(
    lastId: string,
    { send }: { send: (id: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const stream = this.events.get(lastId)?.stream ?? '';
    // What comes in meanwhile is part of it.
    for (const [id, event] of this.events) {
      const isNews = event.stream === stream && Number(id) > Number(lastId);
      // `{}` marks the start of a stream; it is no message.
      if (isNews && event.text !== '{}') await send(id, parseExactly(event.text) as JSONRPCMessage);
    }
    return stream;
  }

  clear(): void {
    this.budget.release(this.bytes);
    this.bytes = 0;
    this.events.clear();
  }

  private keep(id: string, event: KeptEvent): void {
    const { length } = event.text;
    if (length > this.limits.bytes) return;
    while (this.events.size >= this.limits.events || this.bytes + length > this.limits.bytes) this.drop();
    if (!this.budget.take(length)) return;
    this.bytes += length;
    this.events.set(id, event);
  }

  private drop(): void {
    const [oldest] = this.events;
    if (!oldest) return;
    const [id, { text }] = oldest;
    this.events.delete(id);
    this.bytes -= text.length;
    this.budget.release(text.length);
  }
}
