import type { JsonObject } from '@app/kernel';
import { providerError } from '../../provider-error.js';
import type { OllamaSettings } from '../../provider-settings.js';

const SAMPLING = [
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'seed',
  'stop',
  'max_tokens',
  'presence_penalty',
  'frequency_penalty',
  'repeat_penalty',
  'repetition_penalty',
];
const OLLAMA = ['options', 'num_ctx', 'keep_alive'];
const THINKING = ['think', 'reasoning_effort'];
const STREAMING = ['stream', 'stream_options'];
/** Fields with one harmless value each; the others are refused in `unsupported.ts`. */
const ONE_ANSWER = [
  'n',
  'logit_bias',
  'functions',
  'function_call',
  'modalities',
  'audio',
  'web_search_options',
];
/** Fields that steer a hosted service and cannot change what a local model answers. */
const HARMLESS = [
  'user',
  'metadata',
  'store',
  'service_tier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'safety_identifier',
  'verbosity',
  'prediction',
];

const CHAT = [
  'model',
  'messages',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'max_completion_tokens',
  'logprobs',
  'top_logprobs',
];
const COMPLETION = ['model', 'prompt', 'suffix', 'echo', 'best_of', 'n', 'logit_bias', 'logprobs'];
const EMBEDDING = ['model', 'input', 'dimensions', 'encoding_format'];

const known = (...groups: readonly string[][]): ReadonlySet<string> => new Set(groups.flat());

export const CHAT_FIELDS = known(CHAT, SAMPLING, OLLAMA, THINKING, STREAMING, ONE_ANSWER, HARMLESS);
export const COMPLETION_FIELDS = known(COMPLETION, SAMPLING, OLLAMA, THINKING, STREAMING, HARMLESS);
export const EMBEDDING_FIELDS = known(EMBEDDING, OLLAMA, HARMLESS);

/** checkKnown refuses the first top-level field that has no translation, unless they are to be ignored. */
export function checkKnown(
  body: JsonObject,
  known: ReadonlySet<string>,
  policy: OllamaSettings['unknownFields'],
): void {
  const unknown = policy === 'ignore' ? undefined : Object.keys(body).find((name) => !known.has(name));
  if (unknown === undefined) return;
  const name = unknown.slice(0, 100);
  throw providerError('unknown_parameter', `${name} is not a field that can be translated for Ollama`, {
    param: name,
  });
}
