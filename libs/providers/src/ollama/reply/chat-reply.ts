import type { JsonObject } from '@app/kernel';
import type { NativeRecord } from '../native-record.js';
import { finishReason } from './finish-reason.js';
import { chatLogprobs } from './logprobs.js';
import type { ReplyHead } from './reply-head.js';
import { toolCallBody } from './tool-calls.js';
import { usageBody } from './usage.js';

/** chatReply is OpenAI's whole `chat.completion` for a native answer. */
export function chatReply({ id, created, model }: ReplyHead, record: NativeRecord): JsonObject {
  const choice: JsonObject = {
    index: 0,
    message: assistantMessage(record),
    logprobs: record.logprobs ? chatLogprobs(record.logprobs) : null,
    finish_reason: finishReason(record.doneReason, record.calls.length > 0),
  };
  const usage = usageBody(record.usage ?? {});
  return { id, object: 'chat.completion', created, model, choices: [choice], usage };
}

/** A turn of calls alone has content null; one that says something as well keeps it. */
function assistantMessage({ content, thinking, calls }: NativeRecord): JsonObject {
  return {
    role: 'assistant',
    content: calls.length > 0 && content === '' ? null : content,
    refusal: null,
    ...(thinking && { reasoning: thinking, reasoning_content: thinking }),
    ...(calls.length > 0 && { tool_calls: calls.map(toolCallBody) }),
  };
}
