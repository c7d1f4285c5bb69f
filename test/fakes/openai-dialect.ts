import type { Json, JsonObject } from './json.ts';

export type DialectName = 'vllm' | 'vllm-flat' | 'openai' | 'llamacpp' | 'sglang' | 'tgi' | 'lmstudio';

/** Turn is what stays the same over one answer. */
export interface Turn {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  /** The request asked for the usage chunk. */
  readonly usage: boolean;
  /** The request asked for usage on every chunk (`continuous_usage_stats`). */
  readonly continuous: boolean;
  readonly obfuscation: boolean;
  readonly promptTokens: number;
}

export interface Counts {
  readonly prompt: number;
  readonly completion: number;
}

export interface Finish {
  readonly reason: string;
  readonly delta?: JsonObject;
  readonly stopReason?: Json;
}

export interface Refusal {
  readonly status: number;
  readonly body: Json;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Dialect is how one server words OpenAI's chat API. */
export interface Dialect {
  /** The first chunk of an answer; undefined when the role rides on the deltas. */
  role(turn: Turn): JsonObject | undefined;
  delta(turn: Turn, delta: JsonObject, counts: Counts): JsonObject;
  /** One chunk, or the last delta and the finish apart. */
  finish(turn: Turn, finish: Finish, counts: Counts): JsonObject[];
  usage(turn: Turn, counts: Counts): JsonObject;
  whole(turn: Turn, message: JsonObject, finish: Finish, counts: Counts): JsonObject;
  /** A refusal before the stream; `kind` is one of the kinds below. */
  refusal(kind: RefusalKind, message: string, param?: string): Refusal;
  overflow(promptTokens: number, window: number): Refusal;
  /** What a failing stream sends in a `data:` frame. */
  inBand(status: number, message: string): JsonObject;
  /** Whether `[DONE]` still follows an in-band error. */
  readonly doneAfterError: boolean;
  readonly headers: Readonly<Record<string, string>>;
  modelEntry(id: string, contextLength: number): JsonObject;
}

export type RefusalKind = 'invalid' | 'schema' | 'unauthorized' | 'not found' | 'overloaded' | 'failed';

export const STATUS_OF: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  schema: 400,
  unauthorized: 401,
  'not found': 404,
  overloaded: 503,
  failed: 500,
};

/** chunk builds the envelope that every dialect shares. */
export function chunk(turn: Turn, choices: JsonObject[], more: JsonObject = {}): JsonObject {
  return {
    id: turn.id,
    object: 'chat.completion.chunk',
    created: turn.created,
    model: turn.model,
    choices,
    ...more,
  };
}

export function usageOf(counts: Counts): JsonObject {
  return {
    prompt_tokens: counts.prompt,
    total_tokens: counts.prompt + counts.completion,
    completion_tokens: counts.completion,
  };
}
