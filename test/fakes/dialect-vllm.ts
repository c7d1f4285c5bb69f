import type { JsonObject } from './json.ts';
import {
  chunk,
  STATUS_OF,
  usageOf,
  type Counts,
  type Dialect,
  type Refusal,
  type RefusalKind,
  type Turn,
} from './openai-dialect.ts';

const TYPE_OF: Readonly<Record<RefusalKind, string>> = {
  invalid: 'BadRequestError',
  schema: 'Bad Request',
  unauthorized: 'Unauthorized',
  'not found': 'NotFoundError',
  overloaded: 'ServiceUnavailableError',
  failed: 'InternalServerError',
};

const continuous = (turn: Turn, counts: Counts): JsonObject =>
  turn.continuous ? { usage: usageOf(counts) } : {};

const choice = (delta: JsonObject, finish: string | null = null, more: JsonObject = {}): JsonObject => ({
  index: 0,
  delta,
  logprobs: null,
  finish_reason: finish,
  ...more,
});

const ABSENT_IN_MESSAGE = { refusal: null, annotations: null, audio: null, function_call: null };

const whole: Dialect['whole'] = (turn, message, finish, counts) => ({
  id: turn.id,
  object: 'chat.completion',
  created: turn.created,
  model: turn.model,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: null, ...ABSENT_IN_MESSAGE, reasoning: null, ...message },
      logprobs: null,
      finish_reason: finish.reason,
      stop_reason: finish.stopReason ?? null,
      token_ids: null,
    },
  ],
  service_tier: null,
  system_fingerprint: null,
  usage: { ...usageOf(counts), prompt_tokens_details: null },
  prompt_logprobs: null,
  prompt_token_ids: null,
  kv_transfer_params: null,
});

function nested(kind: RefusalKind, message: string, param?: string): Refusal {
  if (kind === 'unauthorized') return { status: 401, body: { error: 'Unauthorized' } };
  const status = STATUS_OF[kind];
  const error = { message, type: TYPE_OF[kind], param: param ?? null, code: status };
  return { status, body: { error } };
}

const window = (prompt: number, length: number): string =>
  `You passed ${prompt} input tokens and requested 16 output tokens. However, the model's context length is ` +
  `only ${length} tokens, resulting in a maximum input length of ${length - 16} tokens. ` +
  'Please reduce the length of the input prompt.';

/** vllm speaks as the 2026 line does. */
export const vllm: Dialect = {
  role: (turn) =>
    chunk(turn, [choice({ role: 'assistant', content: '' })], {
      prompt_token_ids: null,
      prompt_text: null,
      ...continuous(turn, { prompt: turn.promptTokens, completion: 0 }),
    }),
  delta: (turn, delta, counts) =>
    chunk(turn, [choice(delta, null, { token_ids: null })], continuous(turn, counts)),
  finish: (turn, finish, counts) => {
    const last = choice(finish.delta ?? {}, finish.reason, { stop_reason: finish.stopReason ?? null });
    return [chunk(turn, [{ ...last, token_ids: null }], continuous(turn, counts))];
  },
  usage: (turn, counts) => chunk(turn, [], { usage: usageOf(counts) }),
  whole,
  refusal: nested,
  overflow: (prompt, length) => nested('invalid', window(prompt, length), 'input_tokens'),
  inBand: (status, message) => ({
    error: { message, type: 'InternalServerError', param: null, code: status },
  }),
  doneAfterError: true,
  headers: {},
  modelEntry: (id, contextLength) => ({
    id,
    object: 'model',
    created: 1763625600,
    owned_by: 'vllm',
    root: id,
    parent: null,
    max_model_len: contextLength,
    permission: [{ id: 'modelperm-1f0c', object: 'model_permission', created: 1763625600 }],
  }),
};

const flat = (status: number, type: string, message: string, param?: string): JsonObject => ({
  object: 'error',
  message,
  type,
  param: param ?? null,
  code: status,
});

const longWindow = (prompt: number, length: number): string =>
  `This model's maximum context length is ${length} tokens. However, you requested ${prompt + 16} tokens ` +
  `(${prompt} in the messages, 16 in the completion). Please reduce the length of the messages or completion.`;

/** vllmFlat speaks as servers before v0.10.1 did: errors are not wrapped, in a stream neither. */
export const vllmFlat: Dialect = {
  ...vllm,
  refusal: (kind, message, param) =>
    kind === 'unauthorized'
      ? nested(kind, message)
      : { status: STATUS_OF[kind], body: flat(STATUS_OF[kind], TYPE_OF[kind], message, param) },
  overflow: (prompt, length) => ({
    status: 400,
    body: flat(400, 'BadRequestError', longWindow(prompt, length)),
  }),
  inBand: (status, message) => flat(status, 'InternalServerError', message),
};
