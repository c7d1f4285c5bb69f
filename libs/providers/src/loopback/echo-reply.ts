import type { CancelSignal, JsonObject } from '@app/kernel';
import type { ModelReply, Observation } from '../provider.js';
import { abortReason } from '../transport/call-clock.js';
import { SSE_DONE, sseFrame } from '../wire/sse-event.js';
import { type Echo, echoesOf } from './echo.js';
import { type EchoDialect, head } from './echo-dialect.js';
import type { EchoRequest } from './echo-request.js';

/** echoReply answers with the request's own words, whole or one event per word, as fast as they are read. */
export function echoReply(
  dialect: EchoDialect,
  request: EchoRequest,
  model: string,
  signal: CancelSignal,
): ModelReply {
  const echoes = echoesOf(request);
  const completionTokens = echoes.reduce((sum, { words }) => sum + words.length, 0);
  const observed: Observation = {
    usage: { promptTokens: request.promptWords, completionTokens },
    finishReason: echoes[0]?.finishReason,
  };
  const usage = usageOf(request.promptWords, completionTokens);
  if (!request.stream) {
    const bytes = Buffer.from(JSON.stringify(wholeReply(dialect, echoes, model, usage)));
    return { kind: 'whole', contentType: 'application/json', headers: {}, observed, bytes };
  }
  const events = streamEvents(dialect, echoes, model, request.includeUsage ? usage : undefined);
  const chunks = encode(events, observed, signal);
  return { kind: 'stream', contentType: 'text/event-stream; charset=utf-8', headers: {}, observed, chunks };
}

function wholeReply(
  dialect: EchoDialect,
  echoes: readonly Echo[],
  model: string,
  usage: JsonObject,
): JsonObject {
  const choices = echoes.map(({ words, finishReason }, index) => ({
    index,
    ...dialect.whole(words.join('')),
    logprobs: null,
    finish_reason: finishReason,
  }));
  return { ...head(dialect, dialect.wholeObject, model), choices, usage };
}

function* streamEvents(
  dialect: EchoDialect,
  echoes: readonly Echo[],
  model: string,
  usage: JsonObject | undefined,
): Generator<JsonObject> {
  const start = head(dialect, dialect.chunkObject, model);
  for (const [index, { words, finishReason }] of echoes.entries()) {
    const chunk = (content: JsonObject, finish: string | null = null): JsonObject => ({
      ...start,
      choices: [{ index, ...content, logprobs: null, finish_reason: finish }],
    });
    if (dialect.opening !== undefined) yield chunk(dialect.opening);
    for (const word of words) yield chunk(dialect.piece(word));
    yield chunk(dialect.closing, finishReason);
  }
  if (usage !== undefined) yield { ...start, choices: [], usage };
}

async function* encode(
  events: Iterable<JsonObject>,
  observed: Observation,
  signal: CancelSignal,
): AsyncGenerator<Buffer> {
  for (const event of events) {
    if (signal.aborted) throw abortReason(signal);
    observed.firstTokenAt ??= performance.now();
    yield sseFrame(JSON.stringify(event));
  }
  yield SSE_DONE;
}

function usageOf(prompt: number, completion: number): JsonObject {
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}
