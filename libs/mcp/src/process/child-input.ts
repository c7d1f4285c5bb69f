import type { Writable } from 'node:stream';
import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { DomainError } from '@app/kernel';
import type { ChildLimits } from './child-limits.js';

/** ChildInput writes messages to a server's standard input, in order, and holds no more than the limit of them. */
export class ChildInput {
  constructor(
    private readonly stdin: Writable,
    private readonly upstream: string,
    private readonly limits: ChildLimits,
  ) {}

  /**
   * send resolves when the server's pipe has taken the message. Rejects with `mcp_message_too_large`, or with
   * `mcp_server_unreachable` when the server does not read and too much waits for it already, or is gone.
   */
  async send(message: JSONRPCMessage): Promise<void> {
    if (this.stdin.writableEnded) throw this.unreachable('takes no input any more');
    const line = Buffer.from(`${JSON.stringify(message)}\n`);
    if (line.length - 1 > this.limits.message) throw this.tooLarge(line.length - 1);
    if (this.stdin.writableLength + line.length > this.limits.queue) {
      throw this.unreachable('does not read its input, and no more can wait for it');
    }
    await new Promise<void>((resolve, reject) => {
      this.stdin.write(line, (error) => {
        if (error) reject(this.unreachable('takes no input any more', error));
        else resolve();
      });
    });
  }

  private tooLarge(bytes: number): DomainError {
    const text = `The message for "${this.upstream}" is ${bytes} bytes long; ${this.limits.message} are allowed.`;
    return new DomainError('mcp_message_too_large', text, { upstream: this.upstream });
  }

  private unreachable(what: string, cause?: Error): DomainError {
    const text = `The server "${this.upstream}" ${what}.`;
    return new DomainError('mcp_server_unreachable', text, { upstream: this.upstream, cause });
  }
}
