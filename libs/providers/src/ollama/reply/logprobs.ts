import type { JsonObject } from '@app/kernel';

/** chatLogprobs wraps Ollama's bare list as a chat choice carries it. */
export function chatLogprobs(list: readonly JsonObject[]): JsonObject {
  const content = list.map(({ token, logprob, bytes, top_logprobs: top }) => ({
    token,
    logprob,
    bytes: bytes ?? null,
    top_logprobs: top ?? [],
  }));
  return { content, refusal: null };
}

/** completionLogprobs is the older form of text completions; `offset` is the length of the text before. */
export function completionLogprobs(list: readonly JsonObject[], offset: number): JsonObject {
  const tokens = list.map(tokenText);
  let position = offset;
  return {
    tokens,
    token_logprobs: list.map(({ logprob }) => logprob ?? null),
    top_logprobs: list.map(({ top_logprobs: top }) => alternatives(top)),
    text_offset: tokens.map((token) => (position += token.length) - token.length),
  };
}

function alternatives(top: JsonObject[string]): JsonObject {
  const list = Array.isArray(top) ? (top as JsonObject[]) : [];
  return Object.fromEntries(list.map((one) => [tokenText(one), one['logprob']]));
}

function tokenText({ token }: JsonObject): string {
  return typeof token === 'string' ? token : '';
}
