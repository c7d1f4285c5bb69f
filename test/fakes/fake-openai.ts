import { randomUUID } from 'node:crypto';
import type { ServerOptions } from 'node:https';
import { llamacpp, lmstudio, sglang, tgi } from './dialect-others.ts';
import { openai } from './dialect-openai.ts';
import { vllm, vllmFlat } from './dialect-vllm.ts';
import { exampleOf } from './example-of-schema.ts';
import { HttpRecorder, type Exchange, type Recorded } from './http-recorder.ts';
import { isObject, textOf, type Json, type JsonObject } from './json.ts';
import type { Dialect, DialectName, RefusalKind, Turn } from './openai-dialect.ts';
import { playWhole, refuse, StreamPlayer } from './openai-player.ts';
import { text, type Framing, type OpenAiScenario, type OpenAiStep } from './openai-scenario.ts';
import { vectorOf } from './vector-of.ts';

const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  vllm,
  'vllm-flat': vllmFlat,
  openai,
  llamacpp,
  sglang,
  tgi,
  lmstudio,
};

export interface FakeOpenAiOptions {
  readonly dialect?: DialectName;
  /** Models served; the first is the one for chat by habit. */
  readonly models?: readonly string[];
  /** Required as `Authorization: Bearer` when given. */
  readonly apiKey?: string;
  /** Serves HTTPS with this key and certificate. */
  readonly tls?: ServerOptions;
  /** Tokens of four characters. */
  readonly contextLength?: number;
}

interface Script {
  readonly scenario: OpenAiScenario;
  readonly framing: Framing;
}

/** FakeOpenAi answers OpenAI's API on loopback, worded as one of the servers that speak it. */
export class FakeOpenAi {
  /** While true every route says 503, as llama-server does while it loads its model. */
  loading = false;
  private readonly recorder: HttpRecorder;
  private readonly dialect: Dialect;
  private readonly scripts = new Map<string, Script>();
  private readonly options: FakeOpenAiOptions;
  private readonly contextLength: number;

  constructor(options: FakeOpenAiOptions) {
    this.options = options;
    this.dialect = DIALECTS[options.dialect ?? 'vllm'];
    this.contextLength = options.contextLength ?? 8192;
    this.recorder = new HttpRecorder((exchange) => this.handle(exchange), options.tls);
  }

  /** Base URL up to and including `/v1`. */
  get url(): string {
    return `${this.recorder.url}/v1`;
  }

  get requests(): readonly Recorded[] {
    return this.recorder.requests;
  }

  /** Requests whose peer left before the answer was complete. */
  get aborts(): number {
    return this.recorder.aborts;
  }

  openSockets(): number {
    return this.recorder.openSockets();
  }

  /** request resolves with the first request to `/v1` + `path` (that also matches), now or later. */
  request(path: string, matches: (request: Recorded) => boolean = () => true): Promise<Recorded> {
    return this.recorder.request((request) => request.path === `/v1${path}` && matches(request));
  }

  /** script sets what the model does from now on, and how its events are framed. */
  script(model: string, scenario: OpenAiScenario, framing: Framing = {}): void {
    this.scripts.set(model, { scenario, framing });
  }

  listen(): Promise<void> {
    return this.recorder.listen(this.options.tls === undefined ? 'http' : 'https');
  }

  close(): Promise<void> {
    return this.recorder.close();
  }

  private async handle(exchange: Exchange): Promise<void> {
    if (this.loading) return this.refuse(exchange, 'overloaded', 'Loading model');
    if (exchange.path === '/health') return exchange.answer(200, {}, '');
    const key = this.options.apiKey;
    if (key !== undefined && exchange.headers.authorization !== `Bearer ${key}`)
      return this.refuse(
        exchange,
        'unauthorized',
        `Incorrect API key provided: ${exchange.headers.authorization}`,
      );
    switch (`${exchange.method} ${exchange.path}`) {
      case 'GET /v1/models':
        return this.json(exchange, {
          object: 'list',
          data: this.models.map((id) => this.dialect.modelEntry(id, this.contextLength)),
        });
      case 'POST /v1/chat/completions':
        return this.generate(exchange, 'chat');
      case 'POST /v1/completions':
        return this.generate(exchange, 'completions');
      case 'POST /v1/embeddings':
        return this.embed(exchange);
      default:
        return exchange.answer(404, { 'content-type': 'application/json' }, '{"detail":"Not Found"}');
    }
  }

  private get models(): readonly string[] {
    return this.options.models ?? ['org/served-model'];
  }

  private json(exchange: Exchange, value: JsonObject): void {
    exchange.answer(
      200,
      { ...this.dialect.headers, 'content-type': 'application/json' },
      JSON.stringify(value),
    );
  }

  private refuse(exchange: Exchange, kind: RefusalKind, message: string, param?: string): void {
    refuse(exchange, this.dialect.refusal(kind, message, param), this.dialect.headers);
  }

  private async generate(exchange: Exchange, route: 'chat' | 'completions'): Promise<void> {
    const body = exchange.body;
    const field = route === 'chat' ? 'messages' : 'prompt';
    if (!isObject(body) || (route === 'chat' ? !Array.isArray(body[field]) : body[field] === undefined))
      return this.refuse(exchange, 'schema', schemaError(field), `body.${field}`);
    const model = textOf(body['model']);
    if (!this.models.includes(model))
      return this.refuse(exchange, 'not found', `The model \`${model}\` does not exist.`);
    const turn = turnOf(body, route);
    const script = this.scripts.get(model);
    const tooLong = script === undefined && turn.promptTokens > this.contextLength;
    const steps = tooLong
      ? this.overflow(turn.promptTokens, body['stream'] === true)
      : stepsFor(script, body);
    const shape = route === 'chat' ? (reply: JsonObject) => reply : asCompletion;
    const play = { exchange, dialect: this.dialect, turn, framing: script?.framing ?? {}, shape };
    if (body['stream'] === true) await new StreamPlayer(play).run(steps);
    else await playWhole(play, steps);
  }

  /** An overflow that the dialect reports with status 200 comes in the stream when there is one. */
  private overflow(promptTokens: number, stream: boolean): OpenAiStep[] {
    const refusal = this.dialect.overflow(promptTokens, this.contextLength);
    if (refusal.status !== 200 || !stream) return [{ refuse: refusal }];
    return [{ frame: refusal.body }, ...(this.dialect.doneAfterError ? [{ raw: 'data: [DONE]\n\n' }] : [])];
  }

  private embed(exchange: Exchange): void {
    const body = exchange.body;
    if (!isObject(body) || body['input'] === undefined)
      return this.refuse(exchange, 'schema', schemaError('input'), 'body.input');
    const inputs = inputsOf(body['input']);
    const width = typeof body['dimensions'] === 'number' ? body['dimensions'] : 768;
    const encode = body['encoding_format'] === 'base64' ? base64Of : (vector: number[]) => vector;
    const embedding = (input: string, index: number): JsonObject => ({
      index,
      object: 'embedding',
      embedding: encode(vectorOf(input, width)),
    });
    const tokens = inputs.reduce((sum, input) => sum + tokensIn(input), 0);
    const usage = { prompt_tokens: tokens, total_tokens: tokens, completion_tokens: 0 };
    const data = inputs.map(embedding);
    this.json(exchange, {
      id: 'embd-1',
      object: 'list',
      created: 1763625600,
      model: textOf(body['model']),
      data,
      usage,
    });
  }
}

/** startFakeOpenAi starts a fake on a free port of 127.0.0.1. */
export async function startFakeOpenAi(options: FakeOpenAiOptions = {}): Promise<FakeOpenAi> {
  const fake = new FakeOpenAi(options);
  await fake.listen();
  return fake;
}

const tokensIn = (value: string): number => Math.ceil(value.length / 4);

const schemaError = (field: string): string =>
  `1 validation error:\n  {'type': 'missing', 'loc': ('body', '${field}'), 'msg': 'Field required'}`;

function turnOf(body: JsonObject, route: 'chat' | 'completions'): Turn {
  const options = isObject(body['stream_options']) ? body['stream_options'] : {};
  return {
    id: `${route === 'chat' ? 'chatcmpl' : 'cmpl'}-${randomUUID().replaceAll('-', '')}`,
    created: 1763625600,
    model: textOf(body['model']),
    usage: options['include_usage'] === true,
    continuous: options['continuous_usage_stats'] === true,
    obfuscation: options['include_obfuscation'] !== false,
    promptTokens: tokensIn(promptOf(body)),
  };
}

function promptOf(body: JsonObject): string {
  const messages = Array.isArray(body['messages']) ? body['messages'] : [];
  if (messages.length === 0) return textOf(body['prompt'] ?? '');
  return messages.map((message) => (isObject(message) ? textOf(message['content'] ?? '') : '')).join('');
}

function stepsFor(script: Script | undefined, body: JsonObject): readonly OpenAiStep[] {
  if (script !== undefined)
    return typeof script.scenario === 'function' ? script.scenario(body) : script.scenario;
  const format = isObject(body['response_format']) ? body['response_format'] : {};
  const schema = isObject(format['json_schema']) ? format['json_schema']['schema'] : undefined;
  if (schema !== undefined) return text(JSON.stringify(exampleOf(schema)));
  const messages = Array.isArray(body['messages']) ? body['messages'] : [];
  const last = messages.at(-1);
  const said = isObject(last) ? textOf(last['content'] ?? '') : textOf(body['prompt'] ?? '');
  return text('You ', 'said: ', said);
}

function asCompletion(reply: JsonObject): JsonObject {
  const choices = Array.isArray(reply['choices']) ? reply['choices'].filter(isObject) : [];
  const textChoices = choices.map(({ delta, message, ...choice }) => {
    const said = isObject(delta) ? delta : isObject(message) ? message : {};
    return { ...choice, text: typeof said['content'] === 'string' ? said['content'] : '' };
  });
  return { ...reply, object: 'text_completion', choices: textChoices };
}

function inputsOf(input: Json): string[] {
  if (typeof input === 'string') return [input];
  if (!Array.isArray(input)) return [];
  if (input.every((item) => typeof item === 'number')) return [textOf(input)];
  return input.map((item) => textOf(item));
}

/** base64Of packs the numbers as little-endian 32-bit floats. */
function base64Of(vector: number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, at) => bytes.writeFloatLE(value, at * 4));
  return bytes.toString('base64');
}
