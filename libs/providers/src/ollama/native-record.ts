import { isJsonObject, type DomainError, type JsonObject, type JsonValue } from '@app/kernel';
import { providerError } from '../provider-error.js';
import type { Usage } from '../provider.js';
import { failureText, ollamaFailure } from './ollama-failure.js';

export interface NativeCall {
  /** The upstream's id, when it gave one. */
  readonly id?: string;
  readonly name: string;
  /** The arguments as JSON text, which is how OpenAI carries them. */
  readonly arguments: string;
}

/** NativeRecord is one line of /api/chat or /api/generate, or the whole answer of a call without streaming. */
export interface NativeRecord {
  readonly thinking: string;
  readonly content: string;
  readonly calls: readonly NativeCall[];
  readonly logprobs?: readonly JsonObject[];
  readonly done: boolean;
  readonly doneReason?: string;
  /** On the last record only; Ollama leaves out a count of zero. */
  readonly usage?: Usage;
  readonly tokensPerSecond?: number;
}

/** carriesTokens tells a record with something the model said from an empty one. */
export function carriesTokens(record: NativeRecord): boolean {
  return record.thinking !== '' || record.content !== '' || record.calls.length > 0;
}

/** parseNative opens one JSON object that `upstream` sent; an `error` in it is thrown as what it stands for. */
export function parseNative(upstream: string, text: string): JsonObject {
  const value = parseJson(text);
  if (!isJsonObject(value)) throw malformed(upstream, 'something that is not a JSON object');
  if (failureText(value) !== undefined) throw ollamaFailure(upstream, { body: text });
  return value;
}

/** nativeRecord reads a record of /api/chat (`message`) or /api/generate (`response`, `thinking`). */
export function nativeRecord(upstream: string, value: JsonObject): NativeRecord {
  const message = value['message'] ?? { ...value, content: value['response'] };
  if (typeof value['done'] !== 'boolean' || !isJsonObject(message)) {
    throw malformed(upstream, 'a record without "done" or with a "message" that is no object');
  }
  const doneReason = value['done_reason'];
  return {
    thinking: textOf(upstream, message, 'thinking'),
    content: textOf(upstream, message, 'content'),
    calls: listOf(upstream, message, 'tool_calls').map((call) => nativeCall(upstream, call)),
    ...(value['logprobs'] && { logprobs: listOf(upstream, value, 'logprobs') }),
    done: value['done'],
    ...(typeof doneReason === 'string' && { doneReason }),
    ...(value['done'] && counters(value)),
  };
}

export function malformed(upstream: string, what: string): DomainError {
  return providerError('upstream_malformed', `The upstream "${upstream}" sent ${what}.`, { upstream });
}

/** brokeOff is an answer that ended before its last record. */
export function brokeOff(upstream: string, cause?: unknown): DomainError {
  const message = `The upstream "${upstream}" broke off its answer.`;
  return providerError('upstream_incomplete', message, { upstream, cause });
}

function nativeCall(upstream: string, call: JsonObject): NativeCall {
  const { id, function: made } = call;
  if (!isJsonObject(made) || typeof made['name'] !== 'string') {
    throw malformed(upstream, 'a tool call without a function name');
  }
  const given = made['arguments'] ?? {};
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  return { ...(typeof id === 'string' && id !== '' && { id }), name: made['name'], arguments: text };
}

function counters(value: JsonObject): Pick<NativeRecord, 'usage' | 'tokensPerSecond'> {
  const completionTokens = countOf(value, 'eval_count');
  const seconds = countOf(value, 'eval_duration') / 1e9;
  return {
    usage: { promptTokens: countOf(value, 'prompt_eval_count'), completionTokens },
    ...(seconds > 0 && completionTokens > 0 && { tokensPerSecond: completionTokens / seconds }),
  };
}

export function countOf(value: JsonObject, name: string): number {
  const count = value[name];
  return typeof count === 'number' ? count : 0;
}

function textOf(upstream: string, holder: JsonObject, name: string): string {
  const text = holder[name] ?? '';
  if (typeof text !== 'string') throw malformed(upstream, `a "${name}" that is no string`);
  return text;
}

function listOf(upstream: string, holder: JsonObject, name: string): JsonObject[] {
  const list = holder[name] ?? [];
  if (Array.isArray(list) && list.every(isJsonObject)) return list;
  throw malformed(upstream, `a "${name}" that is no list of objects`);
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined; // the caller says what was expected of whom
  }
}
