import type { JsonObject } from '@app/kernel';
import type { ModelCall } from '../provider.js';
import type { OllamaSettings } from '../provider-settings.js';
import { nativeRecord } from './native-record.js';
import { wholeReply } from './observe.js';
import { chatReply } from './reply/chat-reply.js';
import { ChatStream } from './reply/chat-stream.js';
import { firstCallOnly, type RecordStep } from './reply/record-step.js';
import { replyHead } from './reply/reply-head.js';
import { Fields } from './request/field-check.js';
import { forcedCall, forcedToolSchema, withInstruction } from './request/forced-tool.js';
import { keepAliveTime } from './request/keep-alive-time.js';
import { CHAT_FIELDS, checkKnown } from './request/known-fields.js';
import { nativeMessages } from './request/messages.js';
import { modelLoad } from './request/model-load.js';
import { responseFormat } from './request/response-format.js';
import { samplingOptions } from './request/sampling-options.js';
import { streamChoice } from './request/stream-choice.js';
import { thinking } from './request/thinking.js';
import { nativeTools, toolUse, type ToolUse } from './request/tools.js';
import { refuseUnsupported } from './request/unsupported.js';
import type { NativeRequest, Translation } from './translation.js';

const PATH = '/api/chat';

/** chatTranslation is /v1/chat/completions by way of /api/chat. Throws for a body that cannot be translated. */
export function chatTranslation(call: ModelCall, settings: OllamaSettings): Translation {
  const body = new Fields(call.body);
  checkKnown(call.body, CHAT_FIELDS, settings.unknownFields);
  refuseUnsupported(body);
  const tools = toolUse(body);
  const { stream, includeUsage } = streamChoice(body);
  const request = chatRequest(body, call.model, tools, settings);
  const step = replyStep(body, tools, settings.id);
  const head = replyHead('chatcmpl-', call.requestedModel);
  return {
    path: PATH,
    request: { ...request, stream },
    load: modelLoad(PATH, request),
    ...(stream && { encoder: new ChatStream(head, includeUsage, step) }),
    whole: (answer) => {
      const record = step(nativeRecord(settings.id, answer));
      return wholeReply(settings.id, record, chatReply(head, record));
    },
  };
}

/** `truncate: false` makes a prompt that does not fit an error; by default Ollama drops its oldest messages. */
function chatRequest(
  body: Fields,
  model: string,
  tools: ToolUse | undefined,
  settings: OllamaSettings,
): NativeRequest {
  return {
    model,
    ...conversation(body, tools),
    options: samplingOptions(body, settings),
    think: thinking(body),
    keep_alive: keepAliveTime(body, settings),
    truncate: false,
  };
}

/** conversation: the messages, and what shapes the answer to them. */
function conversation(body: Fields, tools: ToolUse | undefined): JsonObject {
  const messages = nativeMessages(body.value('messages'));
  const format = responseFormat(body);
  const logprobs = { logprobs: body.boolean('logprobs'), top_logprobs: body.integer('top_logprobs') };
  if (tools?.mode === 'force') {
    const { functions } = tools;
    return { messages: withInstruction(messages, functions), format: forcedToolSchema(functions) };
  }
  return { messages, format, ...logprobs, ...(tools && { tools: nativeTools(tools.functions) }) };
}

function replyStep(body: Fields, tools: ToolUse | undefined, upstream: string): RecordStep {
  const parallel = body.boolean('parallel_tool_calls') ?? true;
  if (tools?.mode === 'force') return forcedCall(upstream, tools.functions);
  return parallel ? (record) => record : firstCallOnly();
}
