import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { scriptedText, type StreamScript } from '../scripted-text.ts';
import { ChunkedBody } from './chunked-body.ts';
import { streamRequest, type Target } from './target.ts';

/**
 * StreamCall reads one scripted stream on a connection and checks every character of it.
 *
 * `over` settles with how it ended, and whether the text was right: all of the script after a whole stream, the
 * beginning of it after one that was cut.
 */
export class StreamCall {
  readonly over: Promise<void>;
  /** When the request was sent, and when each piece of text came; performance.now(). */
  readonly sentAt: number;
  readonly tokensAt: number[] = [];
  status = 0;
  finished = false;
  #text = '';
  #rest = '';
  readonly #script: StreamScript;
  readonly #decoder = new StringDecoder('utf8');
  readonly #body = new ChunkedBody();
  readonly #resolve: () => void;

  constructor(socket: Socket, target: Target, script: StreamScript) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.over = promise;
    this.#resolve = resolve;
    this.#script = script;
    this.sentAt = performance.now();
    socket.write(streamRequest(target, script));
  }

  /** isRight tells whether the text so far is what the script says. */
  isRight(): boolean {
    const { seed, tokens } = this.#script;
    if (this.finished) return this.#text === scriptedText(seed, tokens);
    return scriptedText(seed, Math.min(tokens, this.#text.length)).startsWith(this.#text);
  }

  push(bytes: Buffer): void {
    for (const part of this.#body.push(bytes)) this.#rest += this.#decoder.write(part);
    this.status = this.#body.status;
    const events = this.#rest.split('\n\n');
    this.#rest = events.pop() ?? '';
    for (const event of events) this.#take(event);
    if (this.#body.ended) this.#resolve();
  }

  /** close is told that the connection is gone; nothing more can come. */
  close(): void {
    this.#resolve();
  }

  #take(event: string): void {
    if (event === 'data: [DONE]') this.finished = true;
    if (!event.startsWith('data: {')) return;
    const { choices } = JSON.parse(event.slice(6)) as { choices?: { delta?: { content?: string } }[] };
    const content = choices?.[0]?.delta?.content;
    if (!content) return;
    this.tokensAt.push(performance.now());
    this.#text += content;
  }
}
