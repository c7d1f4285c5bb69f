import type { Duplex } from 'node:stream';
import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { ToldLines } from '../broker/told-lines.js';
import { ChildInput } from '../process/child-input.js';
import { CHILD_LIMITS, type ChildLimits } from '../process/child-limits.js';
import { ChildOutput } from '../process/child-output.js';
import type { LinkTransport } from './link-transport.js';

/** How long the far side may take to end its half once ours is over. */
const GOODBYE_MS = 2_000;

/** DuplexTransport speaks MCP over a byte stream that somebody else connected to a server's standard streams. */
export class DuplexTransport implements LinkTransport {
  onmessage?: LinkTransport['onmessage'];
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  private stream: Duplex | undefined;
  private input: ChildInput | undefined;
  private readonly over = Promise.withResolvers<void>();
  private isOver = false;

  constructor(
    private readonly server: string,
    private readonly open: () => Promise<Duplex>,
    private readonly limits: ChildLimits = CHILD_LIMITS,
    /** Takes what is told of the server's standard error. */
    private readonly stderr?: { push(bytes: Buffer): void; end(): void },
  ) {}

  get ending(): string {
    return 'its container ended';
  }

  async start(): Promise<void> {
    const stream = await this.open();
    if (this.isOver) return void stream.destroy();
    this.stream = stream;
    this.input = new ChildInput(stream, this.server, this.limits);
    const output = new ChildOutput(this.server, this.limits, {
      message: (message) => this.onmessage?.(message),
      reply: (message) => void this.send(message).catch((error: Error) => this.onerror?.(error)),
      error: (error) => this.onerror?.(error),
      oversized: () => undefined,
    });
    const lines = new ToldLines({
      output: (bytes) => output.push(bytes),
      told: (line) => this.stderr?.push(Buffer.from(`${line}\n`)),
    });
    stream.on('data', (bytes: Buffer) => lines.push(bytes));
    stream.on('error', (error) => this.onerror?.(error));
    stream.once('end', () => stream.destroy());
    stream.once('close', () => this.end());
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.input === undefined) throw new Error('The transport was not started.');
    await this.input.send(message);
  }

  /** close ends our half and gives the far side a moment to end the server in peace. */
  async close(): Promise<void> {
    const { stream } = this;
    if (stream === undefined) return this.end();
    stream.end();
    const timer = setTimeout(() => stream.destroy(), GOODBYE_MS);
    await this.over.promise;
    clearTimeout(timer);
  }

  private end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stderr?.end();
    this.over.resolve();
    this.onclose?.();
  }
}
