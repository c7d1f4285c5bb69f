import type { JsonObject } from '@app/kernel';
import type { NativeRecord } from '../native-record.js';
import type { StreamEncoder } from '../translation.js';
import { finishReason } from './finish-reason.js';
import { completionLogprobs } from './logprobs.js';
import type { ReplyHead } from './reply-head.js';
import { usageBody } from './usage.js';

/** completionReply is OpenAI's whole `text_completion` for a native answer. */
export function completionReply(head: ReplyHead, record: NativeRecord): JsonObject {
  const finish = finishReason(record.doneReason, false);
  return { ...event(head, [choice(record, 0, finish)]), usage: usageBody(record.usage ?? {}) };
}

/** CompletionStream turns records of /api/generate into `text_completion` events. */
export class CompletionStream implements StreamEncoder {
  finishReason: string | undefined;
  private written = 0;

  constructor(
    private readonly head: ReplyHead,
    private readonly includeUsage: boolean,
  ) {}

  push(record: NativeRecord): JsonObject[] {
    const { content, logprobs, done } = record;
    const events = content || logprobs ? [event(this.head, [choice(record, this.written, null)])] : [];
    this.written += content.length;
    return done ? [...events, ...this.ending(record)] : events;
  }

  private ending({ doneReason, usage }: NativeRecord): JsonObject[] {
    this.finishReason = finishReason(doneReason, false);
    const last = { index: 0, text: '', logprobs: null, finish_reason: this.finishReason };
    const finish = event(this.head, [last]);
    return this.includeUsage
      ? [finish, { ...event(this.head, []), usage: usageBody(usage ?? {}) }]
      : [finish];
  }
}

function choice({ content, logprobs }: NativeRecord, offset: number, finish: string | null): JsonObject {
  return {
    index: 0,
    text: content,
    logprobs: logprobs ? completionLogprobs(logprobs, offset) : null,
    finish_reason: finish,
  };
}

function event({ id, created, model }: ReplyHead, choices: JsonObject[]): JsonObject {
  return { id, object: 'text_completion', created, model, choices };
}
