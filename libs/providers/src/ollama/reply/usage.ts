import type { JsonObject } from '@app/kernel';
import type { Usage } from '../../provider.js';

/** usageBody is OpenAI's `usage` of one answer. */
export function usageBody({ promptTokens = 0, completionTokens = 0 }: Usage): JsonObject {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
