import type { JsonObject } from './json.ts';
import {
  chunk,
  STATUS_OF,
  usageOf,
  type Dialect,
  type Refusal,
  type RefusalKind,
  type Turn,
} from './openai-dialect.ts';

const CODE_OF: Readonly<Record<RefusalKind, readonly [type: string, code: string | null]>> = {
  invalid: ['invalid_request_error', null],
  schema: ['invalid_request_error', 'invalid_type'],
  unauthorized: ['invalid_request_error', 'invalid_api_key'],
  'not found': ['invalid_request_error', 'model_not_found'],
  overloaded: ['server_error', 'overloaded'],
  failed: ['server_error', null],
};

/** Present on every chunk but the usage chunk: `usage` is null once it was asked for, and a random filler. */
const trimmings = (turn: Turn): JsonObject => ({
  service_tier: 'default',
  system_fingerprint: 'fp_44709d6fcb',
  ...(turn.usage ? { usage: null } : {}),
  ...(turn.obfuscation ? { obfuscation: 'q0X7zP' } : {}),
});

const choice = (delta: JsonObject, finish: string | null = null): JsonObject => ({
  index: 0,
  delta,
  logprobs: null,
  finish_reason: finish,
});

function refusal(kind: RefusalKind, message: string, param?: string): Refusal {
  const [type, code] = CODE_OF[kind];
  return { status: STATUS_OF[kind], body: { error: { message, type, param: param ?? null, code } } };
}

/** openai speaks as api.openai.com does. */
export const openai: Dialect = {
  role: (turn) => chunk(turn, [choice({ role: 'assistant', content: '', refusal: null })], trimmings(turn)),
  delta: (turn, delta) => chunk(turn, [choice(delta)], trimmings(turn)),
  finish: (turn, finish) => [
    ...(finish.delta === undefined ? [] : [chunk(turn, [choice(finish.delta)], trimmings(turn))]),
    chunk(turn, [choice({}, finish.reason)], trimmings(turn)),
  ],
  usage: (turn, counts) =>
    chunk(turn, [], {
      ...trimmings(turn),
      usage: {
        ...usageOf(counts),
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 0 },
      },
    }),
  whole: (turn, message, finish, counts) => ({
    id: turn.id,
    object: 'chat.completion',
    created: turn.created,
    model: turn.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: null, refusal: null, annotations: [], ...message },
        logprobs: null,
        finish_reason: finish.reason,
      },
    ],
    usage: usageOf(counts),
    service_tier: 'default',
    system_fingerprint: 'fp_44709d6fcb',
  }),
  refusal,
  overflow: (prompt, window) => ({
    status: 400,
    body: {
      error: {
        message: `This model's maximum context length is ${window} tokens. However, your messages resulted in ${prompt} tokens. Please reduce the length of the messages.`,
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    },
  }),
  inBand: (_status, message) => ({
    error: { message, type: 'server_error', param: null, code: 'server_error' },
  }),
  doneAfterError: false,
  headers: {
    'x-request-id': 'req_5e1f0a',
    'openai-processing-ms': '112',
    'openai-version': '2020-10-01',
    'openai-organization': 'org-private',
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': '9999',
    'x-ratelimit-reset-requests': '6ms',
    'set-cookie': '__cf_bm=upstream-session; path=/',
  },
  modelEntry: (id) => ({ id, object: 'model', created: 1763625600, owned_by: 'system' }),
};
