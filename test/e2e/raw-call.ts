import type OpenAI from 'openai';
import type { JsonObject } from '../fakes/json.ts';

/** post sends a JSON body as a client without any SDK would. */
export function post(url: string, body: unknown, init: RequestInit = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    ...init,
    headers: { 'content-type': 'application/json', ...(init.headers as Record<string, string> | undefined) },
  });
}

/** streamChat posts a streaming chat and returns the whole text of the stream. */
export async function streamChat(url: string, body: JsonObject): Promise<string> {
  const response = await post(`${url}/v1/chat/completions`, { stream: true, ...body });
  return response.text();
}

/** chunksOf returns the JSON of every `data:` event of a stream, `[DONE]` left out. */
export function chunksOf(stream: string): Chunk[] {
  return stream
    .split(/\r\n\r\n|\n\n|\r\r/)
    .filter((event) => event.startsWith('data:') && !event.includes('[DONE]'))
    .map((event) => JSON.parse(event.slice('data:'.length)) as Chunk);
}

export interface ToolCallDelta {
  readonly index?: number;
  readonly id?: string;
  readonly type?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

export interface Chunk {
  readonly id?: string;
  readonly model?: string;
  readonly created?: number;
  readonly choices?: readonly {
    readonly index: number;
    readonly delta: {
      readonly role?: string;
      readonly content?: string | null;
      readonly reasoning?: string;
      readonly reasoning_content?: string;
      readonly tool_calls?: readonly ToolCallDelta[];
    };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: JsonObject | null;
  readonly error?: JsonObject;
}

/** contentOf joins the content of the first choice. */
export function contentOf(chunks: readonly Chunk[]): string {
  return chunks.map((chunk) => chunk.choices?.[0]?.delta.content ?? '').join('');
}

export function finishReasonsOf(chunks: readonly Chunk[]): string[] {
  return chunks.flatMap((chunk) => chunk.choices?.[0]?.finish_reason ?? []);
}

/** countOf is how often `part` occurs in `text`. */
export function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** argumentsOf opens the arguments of a function call; it throws when that is none. */
export function argumentsOf(
  call: OpenAI.Chat.Completions.ChatCompletionMessageToolCall | undefined,
): unknown {
  if (call?.type !== 'function') throw new Error('no function was called');
  return JSON.parse(call.function.arguments);
}
