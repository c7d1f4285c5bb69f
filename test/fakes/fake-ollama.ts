import { HttpRecorder, type Exchange, type Recorded } from './http-recorder.ts';
import { isObject, textOf, type Json, type JsonObject } from './json.ts';
import { answer, windowOf } from './ollama-answer.ts';
import {
  canonicalName,
  OLLAMA_MODELS,
  psOf,
  showOf,
  tagOf,
  type FakeOllamaModel,
} from './ollama-catalogue.ts';
import { OllamaLoads, type SlowLoad } from './ollama-loads.ts';
import { OllamaPulls, type OllamaPullStep } from './ollama-pulls.ts';
import { playStream, playWhole, refusal } from './ollama-player.ts';
import { record, type Route } from './ollama-records.ts';
import { checkGeneration, checkShape, OllamaRefusal } from './ollama-request-check.ts';
import type { OllamaScenario, OllamaStep } from './ollama-scenario.ts';
import type { Cut } from './split-bytes.ts';
import { vectorOf } from './vector-of.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const TEXT_TYPE = { 'content-type': 'text/plain' };

export interface FakeOllamaOptions {
  readonly models?: readonly FakeOllamaModel[];
  /** /api/tags answers `{"models":null}`. */
  readonly noModels?: boolean;
}

interface Script {
  readonly scenario: OllamaScenario;
  readonly cut: Cut;
}

/** FakeOllama answers Ollama's native API on loopback and keeps every request. */
export class FakeOllama {
  /** Every generation is refused with 503 while true, as when the queue is full. */
  busy = false;
  /** Texts and token counts that were really generated: one entry per finished chat or generate call. */
  generated = 0;
  private readonly recorder: HttpRecorder;
  private readonly loads = new OllamaLoads();
  private readonly scripts = new Map<string, Script>();
  private readonly pulls = new OllamaPulls((model, digest) => this.arrive(model, digest));
  private readonly options: FakeOllamaOptions;
  private catalogue: readonly FakeOllamaModel[];

  constructor(options: FakeOllamaOptions = {}) {
    this.options = options;
    this.catalogue = options.models ?? OLLAMA_MODELS;
    this.recorder = new HttpRecorder((exchange) => this.handle(exchange));
  }

  get url(): string {
    return this.recorder.url;
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

  /** request resolves with the first request to `path` (that also matches), now or later. */
  request(path: string, matches: (request: Recorded) => boolean = () => true): Promise<Recorded> {
    return this.recorder.request((request) => request.path === path && matches(request));
  }

  /** script sets what the model does from now on; `cut` says where the stream's bytes are cut. */
  script(model: string, scenario: OllamaScenario, cut: Cut = 'whole'): void {
    this.scripts.set(canonicalName(model), { scenario, cut });
  }

  /** slowLoad unloads the model and makes its next load wait until the test releases it. */
  slowLoad(model: string): SlowLoad {
    return this.loads.slowLoad(canonicalName(model));
  }

  /** scriptPull sets what a pull of the model does; without one there is no such model to pull. */
  scriptPull(model: string, steps: readonly OllamaPullStep[], cut: Cut = 'whole'): void {
    this.pulls.script(model, steps, cut);
  }

  listen(): Promise<void> {
    return this.recorder.listen('http');
  }

  close(): Promise<void> {
    return this.recorder.close();
  }

  private async handle(exchange: Exchange): Promise<void> {
    try {
      await this.route(exchange);
    } catch (error) {
      if (!(error instanceof OllamaRefusal)) throw error;
      if (!exchange.over.aborted) refusal(exchange, error.status, error.message);
    }
  }

  private async route(exchange: Exchange): Promise<void> {
    const reply = (value: JsonObject): void => exchange.answer(200, JSON_TYPE, JSON.stringify(value));
    switch (`${exchange.method} ${exchange.path}`) {
      case 'GET /':
      case 'HEAD /':
        return exchange.answer(200, TEXT_TYPE, 'Ollama is running');
      case 'GET /api/version':
        return reply({ version: '0.33.0' });
      case 'GET /api/tags':
        return reply({ models: this.options.noModels ? null : this.models().map(tagOf) });
      case 'GET /api/ps':
        return reply({ models: this.loadedModels() });
      case 'POST /api/show':
        return reply(showOf(this.modelFor(checkShape(exchange.body, exchange.bytes), "model '%' not found")));
      case 'POST /api/pull':
        return this.pulls.play(exchange, checkShape(exchange.body, exchange.bytes)['model']);
      case 'DELETE /api/delete':
        this.remove(this.modelFor(checkShape(exchange.body, exchange.bytes), "model '%' not found"));
        return exchange.answer(200, {}, '');
      case 'POST /api/embed':
        return reply(await this.embed(exchange));
      case 'POST /api/chat':
        return this.generate(exchange, 'chat');
      case 'POST /api/generate':
        return this.generate(exchange, 'generate');
      default:
        return exchange.answer(404, TEXT_TYPE, '404 page not found');
    }
  }

  private models(): readonly FakeOllamaModel[] {
    return this.catalogue;
  }

  private arrive(name: string, digest: string): void {
    const known = this.catalogue.find((model) => model.name === name);
    const model = known ?? { name, runs: 'native', capabilities: ['completion'], contextLength: 8192 };
    this.catalogue = [...this.catalogue.filter((one) => one !== known), { ...model, digest }];
  }

  private remove(model: FakeOllamaModel): void {
    this.catalogue = this.catalogue.filter((one) => one !== model);
    this.loads.loaded.delete(model.name);
  }

  private loadedModels(): JsonObject[] {
    return this.models()
      .filter((model) => this.loads.loaded.has(model.name))
      .map((model) => psOf(model, this.loads.loaded.get(model.name) ?? 4096));
  }

  private modelFor(body: JsonObject, notFound: string): FakeOllamaModel {
    const asked = typeof body['model'] === 'string' ? body['model'] : '';
    if (asked === '') throw new OllamaRefusal(400, 'model is required');
    const model = this.models().find(({ name }) => name === canonicalName(asked));
    if (model === undefined) throw new OllamaRefusal(404, notFound.replace('%', asked));
    return model;
  }

  private async embed(exchange: Exchange): Promise<JsonObject> {
    const body = checkShape(exchange.body, exchange.bytes);
    const inputs = embedInputs(body['input']);
    const model = this.modelFor(body, 'model "%" not found, try pulling it first');
    if (!model.capabilities.includes('embedding'))
      throw new OllamaRefusal(400, 'this model does not support embeddings');
    await this.loads.ready(model.name, model.contextLength, exchange.over);
    const tooLong = inputs.some((input) => input.length / 4 > model.contextLength);
    if (tooLong && body['truncate'] === false)
      throw new OllamaRefusal(400, 'the input length exceeds the context length');
    const asked = typeof body['dimensions'] === 'number' ? body['dimensions'] : Infinity;
    const width = Math.min(model.width ?? 8, asked);
    const promptTokens = inputs.reduce((sum, input) => sum + Math.ceil(input.length / 4), 0);
    return {
      model: textOf(body['model']),
      embeddings: inputs.map((input) => vectorOf(input, width)),
      total_duration: 14143917,
      load_duration: 1019500,
      ...(promptTokens === 0 ? {} : { prompt_eval_count: promptTokens }),
    };
  }

  private async generate(exchange: Exchange, route: Route): Promise<void> {
    const body = checkShape(exchange.body, exchange.bytes);
    const model = this.modelFor(body, "model '%' not found");
    if (this.busy)
      throw new OllamaRefusal(503, 'server busy, please try again.  maximum pending requests exceeded');
    if (isUnload(body, route)) {
      this.loads.loaded.delete(model.name);
      const done = { ...record(route, textOf(body['model']), {}), done: true, done_reason: 'unload' };
      return exchange.answer(200, JSON_TYPE, JSON.stringify(done));
    }
    checkGeneration(body, model, route);
    await this.loads.ready(model.name, windowOf(body, model), exchange.over);
    if (exchange.over.aborted) return;
    const asked = textOf(body['model']);
    if (isLoadOnly(body, route)) {
      const done = { ...record(route, asked, {}), done: true, done_reason: 'load' };
      return exchange.answer(200, JSON_TYPE, JSON.stringify(done));
    }
    const script = this.scripts.get(model.name);
    const steps = script === undefined ? answer(body, model) : stepsOf(script.scenario, body);
    const play = body['stream'] === false ? playWhole : playStream;
    await play(exchange, route, asked, steps, script?.cut ?? 'whole');
    this.generated++;
  }
}

/** startFakeOllama starts a fake on a free port of 127.0.0.1. */
export async function startFakeOllama(options: FakeOllamaOptions = {}): Promise<FakeOllama> {
  const fake = new FakeOllama(options);
  await fake.listen();
  return fake;
}

const stepsOf = (scenario: OllamaScenario, body: JsonObject): readonly OllamaStep[] =>
  typeof scenario === 'function' ? scenario(body) : scenario;

/** A model of any kind may be unloaded, and none is loaded for it. */
const isUnload = (body: JsonObject, route: Route): boolean =>
  body['keep_alive'] === 0 && isLoadOnly(body, route);

function isLoadOnly(body: JsonObject, route: Route): boolean {
  const wanted = route === 'chat' ? body['messages'] : body['prompt'];
  return wanted === undefined || wanted === '' || (Array.isArray(wanted) && wanted.length === 0);
}

function embedInputs(input: Json | undefined): string[] {
  if (input === undefined || input === null || input === '') return [];
  const inputs = Array.isArray(input) ? input : [input];
  if (!inputs.every((item) => typeof item === 'string')) throw new OllamaRefusal(400, 'invalid input type');
  return inputs;
}

/** messagesOf returns the messages of a recorded chat request. */
export function messagesOf(request: Recorded): JsonObject[] {
  const messages = isObject(request.body) ? request.body['messages'] : undefined;
  return Array.isArray(messages) ? messages.filter(isObject) : [];
}
