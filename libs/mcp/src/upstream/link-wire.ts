import { AsyncLocalStorage } from 'node:async_hooks';
import type {
  JSONRPCMessage,
  MessageExtraInfo,
  Transport,
  TransportSendOptions,
} from '@modelcontextprotocol/client';
import type { Carrier, LinkTransport } from './link-transport.js';
import type { RpcMessage } from './rpc-message.js';

/** What a wire reports to its link. */
export interface WireOwner {
  /** take returns false for what is the SDK client's. `origin`: the request whose own stream carried the message. */
  take(message: RpcMessage, origin: number | undefined): boolean;
  trouble(error: Error): void;
  oversized(id: string | number | undefined): void;
  /** The transport has ended; called once. */
  ended(): void;
}

/**
 * LinkWire lies between a transport and the SDK's client. The client keeps the handshake and its subscriptions; all else
 * goes to the link as it came, because the client's codecs drop fields and refuse a whole list for one odd tool.
 */
export class LinkWire implements Transport {
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: Transport['onmessage'];
  readonly hasPerRequestStream: boolean;
  /** What an HTTP transport reads from the answer to a request runs in the context in which the request was sent. */
  private readonly origin = new AsyncLocalStorage<number>();
  private over = false;
  private closing = false;
  private lastSent: string | undefined;

  constructor(
    private readonly inner: LinkTransport,
    private readonly owner: WireOwner,
    carrier: Carrier,
  ) {
    this.hasPerRequestStream = inner.hasPerRequestStream === true;
    // By these two names the SDK tells processes, whose silence to a probe means an old server, from HTTP.
    if (carrier === 'channel') Object.assign(this, { stderr: null, pid: null });
  }

  get sessionId(): string | undefined {
    return this.inner.sessionId;
  }

  /** The server ended when it was asked for the modern era: some old ones do at any request before `initialize`. */
  get endedByProbe(): boolean {
    return this.over && this.lastSent === 'server/discover';
  }

  /** Nobody here closed it, the SDK's client included. */
  get endedByItself(): boolean {
    return this.over && !this.closing;
  }

  get ending(): string | undefined {
    return this.inner.ending;
  }

  async start(): Promise<void> {
    const heard: Pick<LinkTransport, 'onmessage' | 'onclose' | 'onerror' | 'onoversized'> = {
      onmessage: (message, extra) => this.receive(message, extra),
      onclose: () => this.end(),
      onerror: (error) => {
        this.owner.trouble(error);
        this.onerror?.(error);
      },
      onoversized: ({ id }) => this.owner.oversized(id ?? this.origin.getStore()),
    };
    Object.assign(this.inner, heard);
    await this.inner.start();
  }

  send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    if ('method' in message) this.lastSent = message.method;
    return this.inner.send(message, options);
  }

  /** sendFor marks what comes back on the request's own stream as belonging to it. */
  sendFor(origin: number, message: JSONRPCMessage, options: TransportSendOptions): Promise<void> {
    if (!this.hasPerRequestStream) return this.inner.send(message, options);
    return this.origin.run(origin, () => this.inner.send(message, options));
  }

  async terminateSession(): Promise<void> {
    if (this.sessionId !== undefined) await this.inner.terminateSession?.();
  }

  setProtocolVersion(version: string): void {
    this.inner.setProtocolVersion?.(version);
  }

  async close(): Promise<void> {
    this.closing ||= !this.over;
    try {
      await this.inner.close();
    } finally {
      this.end();
    }
  }

  private receive(message: JSONRPCMessage, extra: MessageExtraInfo | undefined): void {
    this.inner.restore?.(message);
    const taken = this.owner.take(message as unknown as RpcMessage, this.origin.getStore());
    if (!taken) this.onmessage?.(message, extra);
  }

  private end(): void {
    if (this.over) return;
    this.over = true;
    this.owner.ended();
    this.onclose?.();
  }
}
