import type { ResponseListener } from './connection.js';
import type { ResponseHead } from './response/response-head.js';

/** HeardResponse is a listener that keeps what it hears. */
export class HeardResponse implements ResponseListener {
  readonly waits = false;
  head: ResponseHead | undefined;
  /** Resolves with the body at the end of the response; rejects when the response fails. */
  readonly text: Promise<string>;
  private readonly pieces: Buffer[] = [];
  private resolve!: (text: string) => void;
  private reject!: (reason: Error) => void;

  constructor() {
    this.text = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  onHead(head: ResponseHead): void {
    this.head = head;
  }

  onData(bytes: Buffer): void {
    this.pieces.push(bytes);
  }

  onEnd(): void {
    this.resolve(Buffer.concat(this.pieces).toString('latin1'));
  }

  onFailure(error: Error): void {
    this.reject(error);
  }
}
