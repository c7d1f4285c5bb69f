import type { JsonObject } from '@app/kernel';
import type { NativeCall, NativeRecord } from '../native-record.js';
import type { StreamEncoder } from '../translation.js';
import { finishReason } from './finish-reason.js';
import { chatLogprobs } from './logprobs.js';
import type { RecordStep } from './record-step.js';
import type { ReplyHead } from './reply-head.js';
import { toolCallBody } from './tool-calls.js';
import { usageBody } from './usage.js';

/**
 * ChatStream turns the records of a native chat stream into OpenAI's chunks: the role once, then per record
 * reasoning, content and calls, each call in a chunk of its own with the next index, then one finish chunk and,
 * on request, the usage.
 */
export class ChatStream implements StreamEncoder {
  finishReason: string | undefined;
  private opened = false;
  private callsSent = 0;

  constructor(
    private readonly head: ReplyHead,
    private readonly includeUsage: boolean,
    private readonly step: RecordStep,
  ) {}

  push(raw: NativeRecord): JsonObject[] {
    const record = this.step(raw);
    const chunks = [...this.opening(), ...this.text(record), ...record.calls.map((call) => this.call(call))];
    return record.done ? [...chunks, ...this.ending(record)] : chunks;
  }

  private opening(): JsonObject[] {
    if (this.opened) return [];
    this.opened = true;
    return [this.delta({ role: 'assistant', content: '' })];
  }

  /** Clients differ in which name of the reasoning they read, so it is sent under both. */
  private text({ thinking, content, logprobs }: NativeRecord): JsonObject[] {
    const deltas: JsonObject[] = [];
    if (thinking) deltas.push({ reasoning: thinking, reasoning_content: thinking });
    if (content || (logprobs && !thinking)) deltas.push({ content });
    return deltas.map((delta, at) => this.delta(delta, at === deltas.length - 1 ? logprobs : undefined));
  }

  private call(call: NativeCall): JsonObject {
    return this.delta({ tool_calls: [{ index: this.callsSent++, ...toolCallBody(call) }] });
  }

  private ending({ doneReason, usage }: NativeRecord): JsonObject[] {
    this.finishReason = finishReason(doneReason, this.callsSent > 0);
    const finish = this.chunk([{ index: 0, delta: {}, finish_reason: this.finishReason }]);
    return this.includeUsage ? [finish, { ...this.chunk([]), usage: usageBody(usage ?? {}) }] : [finish];
  }

  private delta(delta: JsonObject, logprobs?: NativeRecord['logprobs']): JsonObject {
    const choice: JsonObject = { index: 0, delta, finish_reason: null };
    if (logprobs) choice['logprobs'] = chatLogprobs(logprobs);
    return this.chunk([choice]);
  }

  private chunk(choices: JsonObject[]): JsonObject {
    const { id, created, model } = this.head;
    return { id, object: 'chat.completion.chunk', created, model, choices };
  }
}
