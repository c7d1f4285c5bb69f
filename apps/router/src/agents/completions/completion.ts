import { AGENT_PREFIX } from '../file/agents-file.js';
import type { FinishReason, RunUsage } from '../loop/run-types.js';
import type { RunRecord } from '../runs/run-record.js';

/** What every object of one answer has in common. */
export interface CompletionHead {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/** OpenAI's words for an end; `switchyard.finish_reason` has ours, where theirs says less. */
const REASONS: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'content_filter',
  max_steps: 'length',
  max_tokens: 'length',
  timeout: 'length',
};

/** Between the words of two steps. */
export const STEP_BREAK = '\n\n';

export function headOf(run: string, agent: string): CompletionHead {
  return { id: `chatcmpl-${run}`, created: Math.floor(Date.now() / 1_000), model: AGENT_PREFIX + agent };
}

/** wholeCompletion holds the words of every step, as the stream has them. */
export function wholeCompletion(head: CompletionHead, record: RunRecord, content: string) {
  const reason = record.finish_reason ?? 'stop';
  return {
    ...head,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null },
        logprobs: null,
        finish_reason: REASONS[reason],
      },
    ],
    usage: countOf(record.usage),
    switchyard: { run: record.id, finish_reason: reason, steps: record.steps.length },
  };
}

export function deltaChunk(head: CompletionHead, delta: object) {
  return chunk(head, [{ index: 0, delta, logprobs: null, finish_reason: null }]);
}

export function lastChunk(head: CompletionHead, reason: FinishReason, about: object) {
  const choice = { index: 0, delta: {}, logprobs: null, finish_reason: REASONS[reason] };
  return { ...chunk(head, [choice]), switchyard: { ...about, finish_reason: reason } };
}

export function usageChunk(head: CompletionHead, usage: RunUsage) {
  return { ...chunk(head, []), usage: countOf(usage) };
}

function chunk(head: CompletionHead, choices: readonly object[]) {
  return { ...head, object: 'chat.completion.chunk', choices };
}

function countOf({ prompt_tokens, completion_tokens, total_tokens }: RunUsage) {
  return { prompt_tokens, completion_tokens, total_tokens };
}
