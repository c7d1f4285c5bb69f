import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { EventStream } from './event-stream.ts';
import { FakeChat } from './fake-chat.ts';
import {
  ago,
  callsAtFirst,
  chatting,
  digest,
  GIB,
  model,
  modelsAtFirst,
  PROVIDERS,
  SERVERS,
  throughput,
  toolsAtFirst,
  usage,
  type FakeModel,
} from './fake-model-facts.ts';

interface FakePull {
  id: string;
  model: string;
  state: string;
  completed_bytes: number;
  total_bytes: number;
  [field: string]: unknown;
}

const PULL_STEP = 0.35 * GIB;

/** FakeModels answers as the gateway does about models, and as the router does about tools. */
export class FakeModels {
  readonly models = modelsAtFirst();
  readonly chat = new FakeChat();
  readonly tools: unknown[] = toolsAtFirst();
  readonly toolCalls: unknown[] = [];
  readonly pulls: FakePull[] = [];
  readonly pullEvents = new Map<string, EventStream>();
  /** Between two steps of a pull; tests that want it to go on call `step`. */
  pullMs: number | undefined = 400;
  /** Loads end when this does. */
  loaded: Promise<void> = Promise.resolve();
  /** Benchmarks end when this does. */
  benchmarked: Promise<void> = Promise.resolve();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly pullsChanged: () => void;

  constructor(pullsChanged: () => void) {
    this.pullsChanged = pullsChanged;
  }

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** serve returns false for what is asked of somebody else. */
  serve(request: IncomingMessage, response: ServerResponse, body: Record<string, unknown>): boolean {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake.example');
    if (searchParams.has('correlation_id')) return false;
    if (pathname === '/bff/gateway/v1/chat/completions') {
      this.chat.serve(body as never, response);
      return true;
    }
    const events = /^\/bff\/gateway\/api\/models\/pulls\/([^/]+)\/events$/.exec(pathname)?.[1];
    const stream = events === undefined ? undefined : this.pullEvents.get(events);
    if (stream) {
      stream.follow(request, response);
      return true;
    }
    const asked = `${request.method ?? 'GET'} ${pathname}`;
    if (asked === 'POST /bff/gateway/api/models/load') {
      void this.load(String(body['model']), response);
      return true;
    }
    const given = this.answer(asked, body, searchParams);
    if (given === undefined) return false;
    if (asked.endsWith('/benchmark')) void this.benchmarked.then(() => reply(response, given));
    else reply(response, given);
    return true;
  }

  private async load(id: string, response: ServerResponse): Promise<void> {
    const found = this.models.find((one) => one.id === id);
    if (found === undefined)
      return reply(response, refusal(404, 'model_not_found', 'there is no such model'));
    const load = { since: ago(0), expected_seconds: 40, from_loads: 5 };
    Object.assign(found, { loading: true, load });
    await this.loaded;
    Object.assign(found, {
      loading: false,
      load: null,
      load_failure: null,
      state: 'loaded',
      vram_bytes: 7 * GIB,
    });
    return reply(response, [200, { model: id, duration_ms: 2_300 }]);
  }

  /** step has a pull go on, and end when all is there. */
  step(pull: FakePull): void {
    if (pull.state !== 'running') return;
    const isFirst = pull.total_bytes === 0;
    pull.total_bytes = 4.1 * GIB;
    pull.completed_bytes = isFirst ? 0.4 * GIB : Math.min(pull.total_bytes, pull.completed_bytes + PULL_STEP);
    const isDone = pull.completed_bytes >= pull.total_bytes;
    Object.assign(pull, {
      status: isDone ? 'success' : 'pulling 6a0746a1ec1a',
      bytes_per_sec: isDone ? 0 : 88 * 1024 ** 2,
      seconds_left: isDone ? 0 : Math.ceil((pull.total_bytes - pull.completed_bytes) / (88 * 1024 ** 2)),
      layers: layersOf(pull),
    });
    if (isDone) this.finish(pull, 'done');
    else this.tell(pull);
  }

  private answer(
    asked: string,
    body: Record<string, unknown>,
    query: URLSearchParams,
  ): readonly [number, unknown] | undefined {
    const found = this.models.find(({ id }) => id === body['model']);
    switch (asked) {
      case 'GET /bff/gateway/api/models':
        return [200, { providers: PROVIDERS, models: this.models }];
      case 'GET /bff/gateway/v1/models':
        return [200, { object: 'list', data: this.models.map(listed) }];
      case 'GET /bff/gateway/api/models/default':
        return [200, this.defaultModel()];
      case 'PUT /bff/gateway/api/models/default':
        for (const one of this.models) one.default = one.id === body['model'];
        return [200, this.defaultModel()];
      case 'GET /bff/gateway/api/models/pulls':
        return [200, { pulls: this.pulls }];
      case 'POST /bff/gateway/api/models/pulls':
        return [202, this.startPull(String(body['model']))];
      case 'POST /bff/gateway/api/models/unload':
        return this.unload(found, body);
      case 'POST /bff/gateway/api/models/delete':
        return this.remove(found, body);
      case 'GET /bff/gateway/api/calls':
        return [
          200,
          {
            running: [],
            calls: callsAtFirst().filter((call) => [null, call.model].includes(query.get('model'))),
          },
        ];
      case 'GET /bff/gateway/api/throughput/stats':
        return [200, throughput()];
      case 'GET /bff/gateway/api/throughput/service-usage':
        return [200, usage()];
      case 'POST /bff/gateway/api/throughput/benchmark':
        return [
          200,
          {
            model: body['model'],
            input_tokens: 14,
            output_tokens: 128,
            output_tokens_per_sec: 57.3,
            time_to_first_token_ms: 210,
            duration_ms: 2_440,
            ts: ago(0),
          },
        ];
      case 'GET /bff/router/mcp/servers':
        return [200, { servers: SERVERS }];
      case 'GET /bff/router/mcp/servers/filesystem/tools':
        return [200, { tools: this.tools }];
      case 'GET /bff/router/mcp/servers/git/tools':
        return refusal(502, 'mcp_server_unavailable', 'git does not answer');
      case 'POST /bff/router/mcp/servers/filesystem/call':
        this.toolCalls.push(body);
        return [200, { content: [{ type: 'text', text: 'Buy milk.' }] }];
      default:
        return this.cancel(asked);
    }
  }

  private defaultModel() {
    const id = this.models.find((one) => one.default)?.id ?? null;
    return { model: id, source: id === null ? 'none' : 'chosen', known: id !== null };
  }

  private unload(found: FakeModel | undefined, body: Record<string, unknown>): readonly [number, unknown] {
    if (found === undefined) return refusal(404, 'model_not_found', 'there is no such model');
    if (found.in_flight > 0 && body['confirm'] !== true)
      return refusal(400, 'confirm_required', 'calls run on it');
    Object.assign(found, { state: 'ready', vram_bytes: null, loaded_until: null, in_flight: 0 });
    return [200, { model: found.id, in_flight: 0 }];
  }

  private remove(found: FakeModel | undefined, body: Record<string, unknown>): readonly [number, unknown] {
    if (found === undefined) return refusal(404, 'model_not_found', 'there is no such model');
    const { id, size_bytes, digest: hash, state, vram_bytes, in_flight, default: isDefault } = found;
    const answer = {
      model: id,
      size_bytes,
      digest: hash,
      loaded: state === 'loaded',
      vram_bytes,
      in_flight,
      default: isDefault,
    };
    if (body['dry_run'] === true) return [200, { ...answer, deleted: false }];
    if (body['confirm'] !== true) return refusal(400, 'confirm_required', 'confirm must be true');
    this.models.splice(this.models.indexOf(found), 1);
    return [200, { ...answer, deleted: true }];
  }

  private startPull(name: string): { id: string; model: string } {
    const id = randomUUID();
    const there = this.models.find((one) => one.model === name);
    const pull: FakePull = {
      id,
      model: `ollama/${name}`,
      provider: 'ollama',
      state: 'running',
      position: null,
      status: 'pulling manifest',
      // The registry has not told yet how large it is.
      completed_bytes: 0,
      total_bytes: 0,
      bytes_per_sec: 0,
      seconds_left: null,
      layers: [],
      digest_before: there?.digest ?? null,
      digest_after: null,
      tag_moved: false,
      actor: 'ops-token',
      request_id: 'req-pull',
      created_at: ago(0),
      started_at: ago(0),
      ended_at: null,
      error: null,
    };
    this.pulls.unshift(pull);
    this.pullEvents.set(id, new EventStream());
    this.tell(pull);
    if (this.pullMs !== undefined) this.timers.add(setInterval(() => this.step(pull), this.pullMs).unref());
    return { id, model: pull.model };
  }

  private cancel(asked: string): readonly [number, unknown] | undefined {
    const id = /^POST \/bff\/gateway\/api\/models\/pulls\/([^/]+)\/cancel$/.exec(asked)?.[1];
    const pull = this.pulls.find((one) => one.id === id);
    if (pull === undefined) return undefined;
    this.finish(pull, 'cancelled');
    return [200, pull];
  }

  private finish(pull: FakePull, state: 'done' | 'cancelled'): void {
    const isDone = state === 'done';
    const moved = isDone && pull['digest_before'] !== null;
    Object.assign(pull, {
      state,
      ended_at: ago(0),
      ...(isDone && { digest_after: digest('e') }),
      tag_moved: moved,
    });
    const name = pull.model.replace('ollama/', '');
    if (isDone && !this.models.some(({ model: own }) => own === name)) {
      this.models.push(
        model(pull.model, { size_bytes: pull.total_bytes, digest: digest('e'), capabilities: chatting }),
      );
    }
    this.pullEvents.get(pull.id)?.send(state, pull);
    this.pullsChanged();
  }

  private tell(pull: FakePull): void {
    this.pullEvents.get(pull.id)?.send('progress', { ...pull });
    this.pullsChanged();
  }
}

function reply(response: ServerResponse, [status, answer]: readonly [number, unknown]): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(answer));
}

function layersOf({ completed_bytes: come, total_bytes: all }: FakePull) {
  const small = 0.1 * GIB;
  return [
    { digest: digest('1'), completed_bytes: small, total_bytes: small },
    { digest: digest('2'), completed_bytes: Math.max(0, come - small), total_bytes: all - small },
  ];
}

function listed({ id, provider, capabilities, state, context_length }: FakeModel) {
  return {
    id,
    object: 'model',
    created: 0,
    owned_by: provider,
    provider,
    ...(capabilities.length > 0 && { capabilities }),
    ...(state === 'unreachable' && { stale: true }),
    ...(context_length !== null && { context_length }),
  };
}

function refusal(status: number, code: string, detail: string): readonly [number, unknown] {
  return [status, { type: 'about:blank', title: code, status, detail, code, request_id: 'req-of-the-fake' }];
}
