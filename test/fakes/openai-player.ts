import type { Exchange } from './http-recorder.ts';
import { textOf, type Json, type JsonObject } from './json.ts';
import type { Counts, Dialect, Finish, Refusal, Turn } from './openai-dialect.ts';
import type { Framing, OpenAiStep } from './openai-scenario.ts';

export interface Play {
  readonly exchange: Exchange;
  readonly dialect: Dialect;
  readonly turn: Turn;
  readonly framing: Framing;
  /** Turns a chat chunk or reply into the one of the route that was called. */
  readonly shape: (reply: JsonObject) => JsonObject;
}

/** refuse answers with a status and a body; a string body is sent as text. */
export function refuse(
  exchange: Exchange,
  refusal: Refusal,
  headers: Readonly<Record<string, string>>,
): void {
  const type = typeof refusal.body === 'string' ? 'text/plain' : 'application/json';
  const body = textOf(refusal.body);
  exchange.answer(refusal.status, { ...headers, ...refusal.headers, 'content-type': type }, body);
}

/** StreamPlayer turns steps into server-sent events. */
export class StreamPlayer {
  private readonly play: Play;
  private completion = 0;

  constructor(play: Play) {
    this.play = play;
  }

  async run(steps: readonly OpenAiStep[]): Promise<void> {
    const { exchange, dialect, turn } = this.play;
    const role = dialect.role(turn);
    let greeted = role === undefined;
    for (const step of steps) {
      if (exchange.over.aborted) return;
      if (!greeted && ('delta' in step || 'finish' in step || 'flood' in step)) {
        greeted = true;
        await this.chunk(role ?? {});
      }
      if ('refuse' in step) return refuse(exchange, step.refuse, dialect.headers);
      if ('break' in step) return this.breakOff(step.break);
      await this.step(step);
    }
    exchange.end();
  }

  private async step(step: Exclude<OpenAiStep, { refuse: unknown } | { break: unknown }>): Promise<void> {
    const { exchange, dialect, turn } = this.play;
    if ('until' in step) await Promise.race([step.until, exchange.ended]);
    else if ('raw' in step) await this.bytes(Buffer.from(step.raw));
    else if ('comment' in step)
      await this.bytes(Buffer.from(`: ${step.comment}${this.newline}${this.newline}`));
    else if ('frame' in step) await this.data(JSON.stringify(step.frame));
    else if ('flood' in step) await this.flood(step.flood.bytes, step.flood.frameBytes);
    else if ('fail' in step) await this.fail(step.fail.status, step.fail.message);
    else if ('finish' in step) await this.finish(step.finish);
    else {
      this.completion++;
      await this.chunk(dialect.delta(turn, step.delta, this.counts));
    }
  }

  private get newline(): string {
    return this.play.framing.newline ?? '\n';
  }

  private get counts(): Counts {
    return { prompt: this.play.turn.promptTokens, completion: this.completion };
  }

  private async finish(finish: Finish): Promise<void> {
    const { dialect, turn } = this.play;
    this.completion++;
    for (const chunk of dialect.finish(turn, finish, this.counts)) await this.chunk(chunk);
    if (turn.usage) await this.chunk(dialect.usage(turn, this.counts));
    await this.data('[DONE]');
  }

  private async fail(status: number, message: string): Promise<void> {
    await this.data(JSON.stringify(this.play.dialect.inBand(status, message)));
    if (this.play.dialect.doneAfterError) await this.data('[DONE]');
  }

  private async flood(bytes: number, frameBytes: number): Promise<void> {
    const { exchange, dialect, turn, shape } = this.play;
    const content = 'x'.repeat(frameBytes);
    const chunk = shape(dialect.delta(turn, { content }, this.counts));
    const frame = Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`);
    while (exchange.accepted < bytes && !exchange.over.aborted) await exchange.write(frame, 'whole', false);
  }

  private chunk(chunk: JsonObject): Promise<void> {
    return this.data(JSON.stringify(this.play.shape(chunk)));
  }

  private data(text: string): Promise<void> {
    const space = this.play.framing.space === false ? '' : ' ';
    return this.bytes(Buffer.from(`data:${space}${text}${this.newline}${this.newline}`));
  }

  private async bytes(bytes: Buffer): Promise<void> {
    this.open();
    await this.play.exchange.write(bytes, this.play.framing.cut ?? 'whole');
  }

  private open(): void {
    const { exchange, dialect } = this.play;
    if (exchange.headersSent) return;
    exchange.open(200, { ...dialect.headers, 'content-type': 'text/event-stream; charset=utf-8' });
  }

  private async breakOff(how: string): Promise<void> {
    const { exchange } = this.play;
    if (how === 'hang') this.open();
    if (how === 'hang' || how === 'silence') await exchange.ended;
    else if (how === 'reset') exchange.reset();
    else exchange.end();
  }
}

type Call = JsonObject & { function?: JsonObject };

function mergedCalls(deltas: readonly JsonObject[]): JsonObject[] {
  const calls: Call[] = [];
  for (const delta of deltas.flatMap((one) => (Array.isArray(one['tool_calls']) ? one['tool_calls'] : []))) {
    const piece = delta as Call & { index: number };
    const known = calls[piece.index];
    const text = `${textOf(known?.function?.['arguments'] ?? '')}${textOf(piece.function?.['arguments'] ?? '')}`;
    const made = { ...known?.function, ...piece.function, arguments: text };
    const { index: _index, ...call } = { ...known, ...piece, function: made };
    calls[piece.index] = call;
  }
  return calls;
}

function messageOf(deltas: readonly JsonObject[]): JsonObject {
  const content = deltas
    .map((delta) => (typeof delta['content'] === 'string' ? delta['content'] : ''))
    .join('');
  const reasoning = deltas
    .map((delta) => (typeof delta['reasoning'] === 'string' ? delta['reasoning'] : ''))
    .join('');
  const calls = mergedCalls(deltas);
  return {
    ...(content === '' ? {} : { content }),
    ...(reasoning === '' ? {} : { reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

const hasDelta = (step: OpenAiStep): step is { delta: JsonObject } => 'delta' in step;

/** playWhole answers a request that is not streamed: everything said joined into one message. */
export async function playWhole(play: Play, steps: readonly OpenAiStep[]): Promise<void> {
  const { exchange, dialect, turn, shape } = play;
  let finish: Finish = { reason: 'stop' };
  for (const step of steps) {
    if (exchange.over.aborted) return;
    if ('until' in step) await Promise.race([step.until, exchange.ended]);
    else if ('refuse' in step) return refuse(exchange, step.refuse, dialect.headers);
    else if ('fail' in step)
      return refuse(exchange, dialect.refusal('failed', step.fail.message), dialect.headers);
    else if ('break' in step) return wholeBreak(exchange, step.break);
    else if ('finish' in step) finish = step.finish;
  }
  const deltas = [...steps.filter(hasDelta).map((step) => step.delta), finish.delta ?? {}];
  const counts = { prompt: turn.promptTokens, completion: deltas.length };
  const reply = shape(dialect.whole(turn, messageOf(deltas), finish, counts)) satisfies Json;
  exchange.answer(200, { ...dialect.headers, 'content-type': 'application/json' }, JSON.stringify(reply));
}

async function wholeBreak(exchange: Exchange, how: string): Promise<void> {
  if (how === 'hang') exchange.open(200, { 'content-type': 'application/json' });
  if (how === 'hang' || how === 'silence') await exchange.ended;
  else exchange.reset();
}
