import { Connection, type ConnectionOwner, type HttpRequest, type ResponseListener } from './connection.js';
import { ConnectionFault } from './connection-fault.js';
import type { Origin } from './origin.js';

/**
 * ConnectionPool keeps the connections to one origin, and uses the one again that rested the shortest. It opens
 * one whenever none rests: how many there may be is the caller's to limit.
 */
export class ConnectionPool implements ConnectionOwner {
  private readonly open = new Set<Connection>();
  private readonly resting: Connection[] = [];
  private sweeper: NodeJS.Timeout | undefined;
  private sweepAt = Infinity;
  private state: 'open' | 'retired' | 'closed' = 'open';
  private tellEmpty: (() => void) | undefined;
  private empty: Promise<void> | undefined;

  constructor(private readonly origin: Origin) {}

  /** send writes a request on the connection that it returns; a closed pool fails it, and returns none. */
  send(request: HttpRequest, listener: ResponseListener): Connection | undefined {
    if (this.state === 'closed') {
      listener.onFailure(new ConnectionFault('CLIENT_CLOSED'));
      return undefined;
    }
    const connection = this.takeRested() ?? this.openAnother();
    connection.send(request, listener);
    return connection;
  }

  /** retire lets calls end and then closes their connections; resolves when all are closed. */
  retire(): Promise<void> {
    if (this.state === 'open') this.state = 'retired';
    for (const connection of this.resting.splice(0)) connection.abort();
    return this.whenEmpty();
  }

  /** close ends every connection and fails its call; resolves when all are closed. */
  close(): Promise<void> {
    this.state = 'closed';
    for (const connection of this.open) connection.fail('CLIENT_CLOSED');
    return this.whenEmpty();
  }

  rested(connection: Connection): void {
    if (this.state !== 'open') return connection.abort();
    this.resting.push(connection);
    if (connection.restsUntil < this.sweepAt) this.sweepNext(connection.restsUntil);
  }

  spent(connection: Connection): void {
    const place = this.resting.indexOf(connection);
    if (place >= 0) this.resting.splice(place, 1);
  }

  closed(connection: Connection): void {
    this.open.delete(connection);
    if (this.open.size === 0) this.tellEmpty?.();
  }

  private takeRested(): Connection | undefined {
    let connection = this.resting.pop();
    const now = connection === undefined ? 0 : performance.now();
    while (connection !== undefined && connection.restsUntil <= now) {
      connection.abort();
      connection = this.resting.pop();
    }
    return connection;
  }

  private openAnother(): Connection {
    const connection = new Connection(this.origin, this);
    this.open.add(connection);
    return connection;
  }

  /** One timer serves all: it is set for the connection that has rested long enough first. */
  private sweepNext(at: number): void {
    clearTimeout(this.sweeper);
    this.sweepAt = at;
    this.sweeper = setTimeout(() => this.sweep(), Math.ceil(at - performance.now())).unref();
  }

  private sweep(): void {
    const now = performance.now();
    for (const connection of this.resting.filter(({ restsUntil }) => restsUntil <= now)) connection.abort();
    this.sweepAt = Infinity;
    const next = Math.min(...this.resting.map(({ restsUntil }) => restsUntil));
    if (next < Infinity) this.sweepNext(next);
  }

  private whenEmpty(): Promise<void> {
    clearTimeout(this.sweeper);
    if (this.open.size === 0) return Promise.resolve();
    this.empty ??= new Promise((resolve) => (this.tellEmpty = resolve));
    return this.empty;
  }
}
