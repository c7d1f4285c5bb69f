import { compact, type Json, type JsonObject } from './json.ts';
import type { Finished, Said, ToolCallMade } from './ollama-scenario.ts';

export type Route = 'chat' | 'generate';

const createdAt = (): string => new Date().toISOString().replace('Z', '456789Z');

function callRecord(call: ToolCallMade): JsonObject {
  const made = { index: call.index ?? 0, name: call.name, arguments: call.arguments };
  return { ...(call.id === undefined ? {} : { id: call.id }), function: made };
}

function spoken(route: Route, said: Said): JsonObject {
  const calls = (said.toolCalls ?? []).map(callRecord);
  const extra = compact({ thinking: said.thinking, tool_calls: calls });
  if (route === 'generate') return { response: said.content ?? '', ...extra };
  return { message: { role: 'assistant', content: said.content ?? '', ...extra } };
}

/** record is one line of the stream while the answer goes on. */
export function record(route: Route, model: string, said: Said): JsonObject {
  return {
    model,
    created_at: createdAt(),
    ...spoken(route, said),
    done: false,
    ...(said.logprobs === undefined ? {} : { logprobs: said.logprobs }),
  };
}

/** lastRecord is the line that ends a stream, and the shape of a whole reply. Zero counts are left out. */
export function lastRecord(route: Route, model: string, finished: Finished): JsonObject {
  const counts = compact({
    done_reason: finished.reason,
    total_duration: 912000000,
    load_duration: 41000000,
    prompt_eval_count: finished.promptTokens,
    prompt_eval_duration: 88000000,
    eval_count: finished.tokens,
    eval_duration: finished.tokens === undefined ? undefined : finished.tokens * 20000000,
  });
  return { ...record(route, model, finished), done: true, ...counts };
}

/** joined folds what was said into one, as a reply that is not streamed does. */
export function joined(said: readonly Said[]): Said {
  const logprobs = said.flatMap((one) => (Array.isArray(one.logprobs) ? one.logprobs : []));
  return {
    content: said.map((one) => one.content ?? '').join(''),
    thinking: said.map((one) => one.thinking ?? '').join(''),
    toolCalls: said.flatMap((one) => one.toolCalls ?? []),
    ...(logprobs.length === 0 ? {} : { logprobs: logprobs satisfies Json[] }),
  };
}
