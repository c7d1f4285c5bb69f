import type { Socket } from 'node:net';
import { scriptedWord, type StreamScript, WORDS } from './scripted-text.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
const BASE = {
  id: 'chatcmpl-bench',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
  model: 'bench',
};

/** event gives one server-sent event inside one HTTP chunk. */
function event(data: string): Buffer {
  const frame = `data: ${data}\n\n`;
  return Buffer.from(`${Buffer.byteLength(frame).toString(16)}\r\n${frame}\r\n`);
}

function choice(delta: object, finish_reason: string | null = null): Buffer {
  return event(JSON.stringify({ ...BASE, choices: [{ index: 0, delta, finish_reason }] }));
}

const ROLE = choice({ role: 'assistant', content: '' });
const TOKENS = WORDS.map((word) => choice({ content: word }));
const FINISH = choice({}, 'stop');
const END = Buffer.concat([event('[DONE]'), Buffer.from('0\r\n\r\n')]);

function usage(tokens: number): Buffer {
  const counts = { prompt_tokens: 21, completion_tokens: tokens, total_tokens: 21 + tokens };
  return event(JSON.stringify({ ...BASE, choices: [], usage: counts }));
}

/** MockStream says a script on a socket, one token per gap; `onOver` is called once, when it ended or was stopped. */
export class MockStream {
  #said = 0;
  #timer: NodeJS.Timeout;
  readonly #socket: Socket;
  readonly #script: StreamScript;
  readonly #withUsage: boolean;
  readonly #onOver: () => void;

  constructor(socket: Socket, script: StreamScript, withUsage: boolean, onOver: () => void) {
    this.#socket = socket;
    this.#script = script;
    this.#withUsage = withUsage;
    this.#onOver = onOver;
    socket.write(HEAD);
    this.#timer = setTimeout(() => this.#begin(), script.firstTokenMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#onOver();
  }

  #begin(): void {
    this.#socket.cork();
    this.#socket.write(ROLE);
    this.#say();
    this.#socket.uncork();
    this.#timer = setInterval(() => this.#say(), this.#script.gapMs);
  }

  #say(): void {
    if (this.#said === this.#script.tokens) return this.#finish();
    const token = TOKENS[scriptedWord(this.#script.seed, this.#said++)];
    if (token) this.#socket.write(token);
  }

  #finish(): void {
    const parts = this.#withUsage ? [FINISH, usage(this.#said), END] : [FINISH, END];
    this.#socket.write(Buffer.concat(parts));
    this.stop();
  }
}
