import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import type { Observation, Usage } from '../provider.js';

/** noteFacts copies what a reply or chunk says about usage, speed and its ending into `observed`. */
export function noteFacts(value: JsonObject, observed: Observation): void {
  const usage = usageIn(value['usage']);
  if (usage !== undefined) observed.usage = usage;
  const finish = finishReasonIn(value);
  if (finish !== undefined) observed.finishReason = finish;
  const { timings } = value;
  const speed = isJsonObject(timings) ? timings['predicted_per_second'] : undefined;
  if (typeof speed === 'number') observed.tokensPerSecond = speed;
}

/** choicesIn tolerates replies without choices: usage chunks, and servers that leave the member out. */
export function choicesIn(value: JsonObject): JsonObject[] {
  const { choices } = value;
  return Array.isArray(choices) ? choices.filter(isJsonObject) : [];
}

/** saysFinish is true when any choice of the chunk has ended. */
export function saysFinish(value: JsonObject): boolean {
  return choicesIn(value).some((choice) => isWords(choice['finish_reason']));
}

/** hasContent is true for a chunk with anything but a role: text, reasoning, tool calls, a refusal, audio. */
export function hasContent(value: JsonObject): boolean {
  return choicesIn(value).some(({ text, delta }) => {
    if (!isJsonObject(delta)) return isWords(text);
    return Object.keys(delta).some((name) => name !== 'role' && !isEmpty(delta[name]));
  });
}

function usageIn(usage: JsonValue | undefined): Usage | undefined {
  if (!isJsonObject(usage)) return undefined;
  return { promptTokens: count(usage['prompt_tokens']), completionTokens: count(usage['completion_tokens']) };
}

function finishReasonIn(value: JsonObject): string | undefined {
  const { choices } = value;
  if (!Array.isArray(choices)) return undefined;
  for (const choice of choices) {
    if (!isJsonObject(choice) || (choice['index'] ?? 0) !== 0) continue;
    return isWords(choice['finish_reason']) ? choice['finish_reason'] : undefined;
  }
  return undefined;
}

function count(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function isWords(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

function isEmpty(value: JsonValue | undefined): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
