import { exampleOf } from './example-of-schema.ts';
import { isObject, textOf, type Json, type JsonObject } from './json.ts';
import type { FakeOllamaModel } from './ollama-catalogue.ts';
import { OllamaRefusal } from './ollama-request-check.ts';
import type { OllamaStep } from './ollama-scenario.ts';

const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const tokensIn = (text: string): number => Math.ceil(text.length / 4);

const contentOf = (message: Json | undefined): string =>
  isObject(message) && typeof message['content'] === 'string' ? message['content'] : '';

function prompt(request: JsonObject): string[] {
  const messages = list(request['messages']);
  if (messages.length > 0) return messages.map(contentOf);
  return [typeof request['prompt'] === 'string' ? request['prompt'] : ''];
}

const option = (request: JsonObject, name: string): Json | undefined =>
  isObject(request['options']) ? request['options'][name] : undefined;

/** windowOf is the context that the request gets: what it asks for, at most the model's, 4096 by default. */
export function windowOf(request: JsonObject, model: FakeOllamaModel): number {
  const asked = option(request, 'num_ctx');
  return Math.min(typeof asked === 'number' && asked > 0 ? asked : 4096, model.contextLength);
}

/** overflow is what llama-server says, as text inside Ollama's own error. */
function overflow(model: FakeOllamaModel, tokens: number, window: number): OllamaRefusal {
  if (model.runs === 'mlx')
    return new OllamaRefusal(
      500,
      `input length (${tokens} tokens) exceeds the model's maximum context length (${window} tokens)`,
    );
  if (model.runs === 'rendered')
    return new OllamaRefusal(
      400,
      'the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the context length in settings, or use a model with a longer context length',
    );
  const message = `request (${tokens} tokens) exceeds the available context size (${window} tokens), try increasing it`;
  const error = {
    code: 400,
    message,
    type: 'exceed_context_size_error',
    n_prompt_tokens: tokens,
    n_ctx: window,
  };
  return new OllamaRefusal(400, JSON.stringify({ error }));
}

/**
 * promptTokens counts the prompt, four characters to a token, and throws the overflow of the model's path. With
 * `truncate` (the default) older messages are dropped in silence; a rendered model with `shift` (the default)
 * cuts the middle in silence when even that is too long.
 */
function promptTokens(request: JsonObject, model: FakeOllamaModel): number {
  const window = windowOf(request, model);
  const parts = prompt(request).map(tokensIn);
  const all = parts.reduce((sum, part) => sum + part, 0);
  if (all <= window) return all;
  const shortest = request['truncate'] === false ? all : (parts.at(-1) ?? 0);
  if (shortest <= window) return window;
  if (model.runs === 'rendered' && request['shift'] !== false && request['truncate'] !== false) return window;
  throw overflow(model, shortest, window);
}

function thinks(request: JsonObject, model: FakeOllamaModel): boolean {
  if (!model.capabilities.includes('thinking')) return false;
  return request['think'] !== false || model.name.startsWith('gpt-oss');
}

function words(request: JsonObject): string {
  const format = request['format'];
  if (isObject(format)) return JSON.stringify(exampleOf(format));
  if (format === 'json') return '{"colour":"blue"}';
  return `You said: ${prompt(request).at(-1) ?? ''}`;
}

function stopped(text: string, request: JsonObject): string {
  const stops = list(option(request, 'stop')).map((stop) => text.indexOf(textOf(stop)));
  const first = stops.filter((at) => at >= 0).sort((a, b) => a - b)[0];
  return first === undefined ? text : text.slice(0, first);
}

function logprobsOf(piece: string, request: JsonObject): Json | undefined {
  if (request['logprobs'] !== true) return undefined;
  const token = { token: piece, logprob: -0.1, bytes: [...Buffer.from(piece)] };
  const top = typeof request['top_logprobs'] === 'number' ? request['top_logprobs'] : 0;
  return [top > 0 ? { ...token, top_logprobs: [token] } : token];
}

/** answer is what the fake does when no scenario was set: it thinks if it may, then repeats the last message. */
export function answer(request: JsonObject, model: FakeOllamaModel): OllamaStep[] {
  const prompted = promptTokens(request, model);
  const pieces = stopped(words(request), request).match(/\s*\S+|\s+$/g) ?? [];
  const limit = option(request, 'num_predict');
  const kept = typeof limit === 'number' && limit >= 0 ? pieces.slice(0, limit) : pieces;
  const said = kept.map((content) => {
    const logprobs = logprobsOf(content, request);
    return { say: { content, ...(logprobs === undefined ? {} : { logprobs }) } };
  });
  const reason = kept.length < pieces.length ? 'length' : 'stop';
  return [
    ...(thinks(request, model) ? [{ say: { thinking: 'Hm, ' } }, { say: { thinking: 'let me see.' } }] : []),
    ...said,
    { done: { reason, promptTokens: prompted, tokens: kept.length } },
  ];
}
