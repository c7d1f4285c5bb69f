import type { JsonObject } from '@app/kernel';
import type { OllamaSettings } from '../../provider-settings.js';
import { wrongKind, type Fields } from './field-check.js';

/** Client field to Ollama option; where two name one option, the later line wins. */
const NUMBERS = [
  ['temperature', 'temperature'],
  ['top_p', 'top_p'],
  ['min_p', 'min_p'],
  ['presence_penalty', 'presence_penalty'],
  ['frequency_penalty', 'frequency_penalty'],
  ['repetition_penalty', 'repeat_penalty'],
  ['repeat_penalty', 'repeat_penalty'],
] as const;
const INTEGERS = [
  ['seed', 'seed'],
  ['top_k', 'top_k'],
  ['num_ctx', 'num_ctx'],
  ['max_tokens', 'num_predict'],
  ['max_completion_tokens', 'num_predict'],
] as const;

/** Options fixed when a model is loaded: another value loads it again. */
const RUNNER_OPTIONS = [
  'num_ctx',
  'num_batch',
  'num_gpu',
  'main_gpu',
  'use_mmap',
  'num_thread',
  'draft_num_predict',
];

/**
 * samplingOptions is Ollama's `options`: the client's own `options` object, with its OpenAI fields over it.
 * What the client did not name is not sent, so that the defaults of the model's Modelfile hold.
 */
export function samplingOptions(body: Fields, settings: Pick<OllamaSettings, 'numCtx'>): JsonObject {
  const options: JsonObject = {};
  if (settings.numCtx !== undefined) options['num_ctx'] = settings.numCtx;
  Object.assign(options, body.object('options'));
  for (const [field, option] of NUMBERS) set(options, option, body.number(field));
  for (const [field, option] of INTEGERS) set(options, option, body.integer(field));
  set(options, 'stop', stopSequences(body));
  return options;
}

/** runnerOptions picks those options that a load must carry for the call after it to find its model ready. */
export function runnerOptions(options: JsonObject): JsonObject {
  const named = RUNNER_OPTIONS.filter((name) => (options[name] ?? undefined) !== undefined);
  return Object.fromEntries(named.map((name) => [name, options[name]]));
}

/** stopSequences: none given leaves the model's own in force, as sending any would replace them. */
function stopSequences(body: Fields): string[] | undefined {
  const stop = body.value('stop');
  if (stop === undefined) return undefined;
  const list = typeof stop === 'string' ? [stop] : stop;
  if (!Array.isArray(list)) throw wrongKind('stop', 'a string or an array of strings', stop);
  const strings = list.map((one, at) => {
    if (typeof one !== 'string') throw wrongKind(`stop[${at}]`, 'a string', one);
    return one;
  });
  return strings.length > 0 ? strings : undefined;
}

function set(options: JsonObject, name: string, value: JsonObject[string]): void {
  if (value !== undefined) options[name] = value;
}
