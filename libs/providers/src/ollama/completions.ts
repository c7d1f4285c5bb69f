import type { JsonObject, JsonValue } from '@app/kernel';
import type { ModelCall } from '../provider.js';
import type { OllamaSettings } from '../provider-settings.js';
import { nativeRecord } from './native-record.js';
import { wholeReply } from './observe.js';
import { completionReply, CompletionStream } from './reply/completion-reply.js';
import { replyHead } from './reply/reply-head.js';
import { Fields, invalid, unsupported, wrongKind } from './request/field-check.js';
import { keepAliveTime } from './request/keep-alive-time.js';
import { checkKnown, COMPLETION_FIELDS } from './request/known-fields.js';
import { modelLoad } from './request/model-load.js';
import { samplingOptions } from './request/sampling-options.js';
import { streamChoice } from './request/stream-choice.js';
import { thinking } from './request/thinking.js';
import { refuseUnsupported } from './request/unsupported.js';
import type { NativeRequest, Translation } from './translation.js';

const PATH = '/api/generate';

/** completionTranslation is /v1/completions by way of /api/generate. */
export function completionTranslation(call: ModelCall, settings: OllamaSettings): Translation {
  const body = new Fields(call.body);
  checkKnown(call.body, COMPLETION_FIELDS, settings.unknownFields);
  refuseUnsupported(body);
  const { stream, includeUsage } = streamChoice(body);
  const request = completionRequest(body, call.model, settings);
  const head = replyHead('cmpl-', call.requestedModel);
  return {
    path: PATH,
    request: { ...request, stream },
    load: modelLoad(PATH, request),
    ...(stream && { encoder: new CompletionStream(head, includeUsage) }),
    whole: (answer) => {
      const record = nativeRecord(settings.id, answer);
      return wholeReply(settings.id, record, completionReply(head, record));
    },
  };
}

/**
 * A text completion knows no chat template, so the prompt goes `raw`; not with a suffix, as filling in the middle
 * is done by the template. It has no place for reasoning either, so that is off unless asked for.
 */
function completionRequest(body: Fields, model: string, settings: OllamaSettings): NativeRequest {
  const suffix = body.string('suffix');
  return {
    model,
    prompt: promptText(body.value('prompt')),
    ...(suffix ? { suffix } : { raw: true }),
    options: samplingOptions(body, settings),
    think: thinking(body) ?? false,
    keep_alive: keepAliveTime(body, settings),
    ...logprobs(body),
    truncate: false,
  };
}

function promptText(prompt: JsonValue | undefined): string {
  const [only, ...others] = Array.isArray(prompt) ? prompt : [prompt];
  if (typeof only === 'number' || Array.isArray(only)) {
    throw invalid('prompt', 'prompt must be text: Ollama takes no token ids');
  }
  if (others.length > 0)
    throw unsupported('prompt', 'prompt must be one string: Ollama takes one prompt per call');
  if (typeof only !== 'string') throw wrongKind('prompt', 'a string', only);
  if (only === '') throw invalid('prompt', 'prompt must not be empty: Ollama has nothing to continue');
  return only;
}

/** In text completions `logprobs` is the number of alternatives. */
function logprobs(body: Fields): JsonObject {
  const alternatives = body.integer('logprobs');
  return alternatives === undefined ? {} : { logprobs: true, top_logprobs: alternatives };
}
