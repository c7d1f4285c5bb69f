import { DomainError, type CancelSignal, type JsonValue } from '@app/kernel';
import { sseData, SseFramer } from '@app/providers';
import { z } from 'zod';
import type { Identity } from '../access/identity.js';
import type { UpstreamReader } from '../upstreams/upstream-reader.js';
import type { Upstreams } from '../upstreams/upstreams.js';

const library = z.looseObject({
  providers: z.array(z.looseObject({ id: z.string(), kind: z.string() })),
  models: z.array(
    z.looseObject({
      provider: z.string(),
      model: z.string(),
      state: z.string(),
      size_bytes: z.number().nullable(),
      vram_bytes: z.number().nullable(),
      loaded_until: z.string().nullable(),
      digest: z.string().nullable(),
      modified_at: z.string().nullable(),
      family: z.string().nullable(),
      parameter_size: z.string().nullable(),
      quantization: z.string().nullable(),
    }),
  ),
});
type Model = z.output<typeof library>['models'][number];

const begun = z.looseObject({ id: z.string() });
const progress = z.looseObject({
  state: z.string(),
  status: z.string(),
  completed_bytes: z.number(),
  total_bytes: z.number(),
  error: z.looseObject({ message: z.string() }).nullable(),
});

/** PullLine is a line as Ollama's own API writes them, for all layers together. */
export type PullLine = { status: string; completed?: number; total?: number } | { error: string };

/** LibraryCaller is whose request it is. */
export interface LibraryCaller {
  readonly identity: Identity;
  readonly requestId: string;
  readonly signal: CancelSignal;
}

/** OllamaLibrary is the gateway's library in the words of Ollama's API, as scripts know it. */
export class OllamaLibrary {
  constructor(
    private readonly upstreams: Upstreams,
    private readonly reader: UpstreamReader,
  ) {}

  /** tags is `/api/tags` of Ollama: what is on disk. */
  async tags(caller: LibraryCaller) {
    return { models: (await this.models(caller)).map(tagOf) };
  }

  /** loaded is `/api/ps` of Ollama: what is in memory. */
  async loaded(caller: LibraryCaller) {
    const models = (await this.models(caller)).filter(({ state }) => state === 'loaded');
    return {
      models: models.map((model) => ({
        ...tagOf(model),
        size_vram: model.vram_bytes ?? 0,
        expires_at: model.loaded_until,
      })),
    };
  }

  /** pull begins, or joins, the pull of a model and yields how far it is. It goes on when nobody reads. */
  async pull(model: string, caller: LibraryCaller): Promise<AsyncGenerator<PullLine>> {
    const answer = await this.ask('POST', '/api/models/pulls', caller, { model, confirm: true });
    const { id } = checked(begun, answer);
    return this.follow(`/api/models/pulls/${encodeURIComponent(id)}/events`, caller);
  }

  async remove(model: string, caller: LibraryCaller): Promise<void> {
    await this.ask('POST', '/api/models/delete', caller, { model, confirm: true });
  }

  private async models(caller: LibraryCaller): Promise<Model[]> {
    const { providers, models } = checked(library, await this.ask('GET', '/api/models', caller));
    const ollamas = new Set(providers.filter(({ kind }) => kind === 'ollama').map(({ id }) => id));
    return models.filter(({ provider }) => ollamas.has(provider));
  }

  private ask(method: string, path: string, caller: LibraryCaller, body?: JsonValue): Promise<JsonValue> {
    const { identity, requestId, signal } = caller;
    const by = { credentials: identity.credentials, requestId, signal };
    return this.reader.json({
      upstream: 'gateway',
      method,
      path,
      ...by,
      ...(body !== undefined && { body }),
    });
  }

  private async *follow(
    path: string,
    { identity, requestId, signal }: LibraryCaller,
  ): AsyncGenerator<PullLine> {
    const key = identity.credentials.keyFor('gateway', path);
    const headers = {
      accept: 'text/event-stream',
      'x-request-id': requestId,
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    };
    const answer = await this.upstreams.open('gateway', { method: 'GET', path, headers, signal });
    const framer = new SseFramer();
    let last = '';
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      for (const frame of framer.push(chunk)) {
        const line = lineIn(sseData(frame));
        if (line !== undefined && JSON.stringify(line) !== last) yield line;
        last = JSON.stringify(line);
      }
    }
  }
}

function tagOf(model: Model) {
  const { model: name, size_bytes, digest, modified_at, family, parameter_size, quantization } = model;
  const details = { family, parameter_size, quantization_level: quantization };
  return { name, model: name, size: size_bytes ?? 0, digest, modified_at, details };
}

/** Undefined for an event that tells nothing of the pull, as a gap. */
function lineIn(data: string | undefined): PullLine | undefined {
  const { data: pull } = progress.safeParse(data === undefined ? undefined : parsed(data));
  if (pull === undefined) return undefined;
  const { state, status, completed_bytes: completed, total_bytes: total, error } = pull;
  if (state === 'done') return { status: 'success' };
  if (state === 'failed' || state === 'cancelled') return { error: error?.message ?? state };
  return total === 0 ? { status } : { status, completed, total };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function checked<S extends z.ZodType>(schema: S, answer: JsonValue): z.output<S> {
  const { success, data } = schema.safeParse(answer);
  if (success) return data;
  throw new DomainError('upstream_malformed', 'gateway cannot be understood: its library has another form', {
    upstream: 'gateway',
  });
}
