import { openai } from './dialect-openai.ts';
import { vllmFlat } from './dialect-vllm.ts';
import type { JsonObject } from './json.ts';
import { chunk, STATUS_OF, usageOf, type Dialect, type RefusalKind } from './openai-dialect.ts';

const choice = (delta: JsonObject, finish: string | null = null): JsonObject => ({
  index: 0,
  finish_reason: finish,
  delta,
});

const finishApart: Dialect['finish'] = (turn, finish) => [
  ...(finish.delta === undefined ? [] : [chunk(turn, [choice(finish.delta)])]),
  chunk(turn, [choice({}, finish.reason)]),
];

const LLAMA_TYPES: Readonly<Record<RefusalKind, string>> = {
  invalid: 'invalid_request_error',
  schema: 'invalid_request_error',
  unauthorized: 'authentication_error',
  'not found': 'not_found_error',
  overloaded: 'unavailable_error',
  failed: 'server_error',
};

const TIMINGS = {
  cache_n: 0,
  prompt_n: 5,
  prompt_ms: 40.5,
  predicted_n: 3,
  predicted_ms: 60.25,
  predicted_per_second: 49.79,
};

/** llamacpp: null content in the first delta, timings on the very last chunk, integer codes and no param. */
export const llamacpp: Dialect = {
  ...openai,
  role: (turn) => chunk(turn, [choice({ role: 'assistant', content: null })]),
  delta: (turn, delta) => chunk(turn, [choice(delta)]),
  finish: (turn, finish) => {
    const chunks = finishApart(turn, finish, { prompt: 0, completion: 0 });
    const last = chunks.pop() ?? {};
    return [...chunks, turn.usage ? last : { ...last, timings: TIMINGS }];
  },
  usage: (turn, counts) => chunk(turn, [], { usage: usageOf(counts), timings: TIMINGS }),
  refusal: (kind, message) => ({
    status: STATUS_OF[kind],
    body: { error: { code: STATUS_OF[kind], message, type: LLAMA_TYPES[kind] } },
  }),
  overflow: (prompt, window) => ({
    status: 400,
    body: {
      error: {
        code: 400,
        message: `the request exceeds the available context size. try increasing the context size or enable context shift`,
        type: 'exceed_context_size_error',
        n_prompt_tokens: prompt,
        n_ctx: window,
      },
    },
  }),
  inBand: (status, message) => ({ error: { code: status, message, type: 'server_error' } }),
  doneAfterError: false,
  headers: {},
};

const NULLS = { role: null, content: null, reasoning_content: null, tool_calls: null };

/** sglang: nulls in every delta, flat errors before the stream and nested ones in it; overflow comes in-band. */
export const sglang: Dialect = {
  ...vllmFlat,
  role: (turn) => chunk(turn, [choice({ ...NULLS, role: 'assistant', content: '' })], { usage: null }),
  delta: (turn, delta) => chunk(turn, [choice({ ...NULLS, ...delta })], { usage: null }),
  finish: (turn, finish) => [
    ...(finish.delta === undefined
      ? []
      : [chunk(turn, [choice({ ...NULLS, ...finish.delta })], { usage: null })]),
    chunk(turn, [{ ...choice(NULLS, finish.reason), matched_stop: null }], { usage: null }),
  ],
  overflow: (prompt, window) => ({
    status: 200,
    body: {
      error: {
        object: 'error',
        message: `The input (${prompt} tokens) is longer than the model's context length (${window} tokens).`,
        type: 'BadRequestError',
        param: null,
        code: 400,
      },
    },
  }),
  inBand: (status, message) => ({
    error: { object: 'error', message, type: 'InternalServerError', param: null, code: status },
  }),
};

/** tgi: no id, the role on every chunk, usage null on all of them, errors with a text and no object. */
export const tgi: Dialect = {
  ...openai,
  role: () => undefined,
  delta: (turn, delta) =>
    chunk({ ...turn, id: '' }, [choice({ role: 'assistant', ...delta })], { usage: null }),
  finish: (turn, finish) => [
    chunk({ ...turn, id: '' }, [choice({ role: 'assistant', content: '', ...finish.delta }, finish.reason)], {
      usage: null,
    }),
  ],
  usage: (turn, counts) => chunk({ ...turn, id: '' }, [], { usage: usageOf(counts) }),
  refusal: (kind, message) => ({
    status: kind === 'invalid' || kind === 'schema' ? 422 : STATUS_OF[kind],
    body: { error: message, error_type: 'validation' },
  }),
  overflow: (prompt, window) => ({
    status: 422,
    body: {
      error: `Input validation error: \`inputs\` must have less than ${window} tokens. Given: ${prompt}`,
      error_type: 'validation',
    },
  }),
  inBand: (status, message) => ({ error: { message, http_status_code: status } }),
  doneAfterError: true,
  headers: { 'x-compute-time': '0.112' },
};

/** lmstudio: an overflow is answered with status 200 and an error in the body. */
export const lmstudio: Dialect = {
  ...openai,
  delta: (turn, delta) => chunk(turn, [choice(delta)]),
  finish: finishApart,
  overflow: (prompt, window) => ({
    status: 200,
    body: {
      error: `Trying to keep the first ${prompt} tokens when context the overflows. However, the model is loaded with context length of only ${window} tokens, which is not enough.`,
    },
  }),
  headers: {},
};
