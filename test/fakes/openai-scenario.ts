import { isObject, type Json, type JsonObject } from './json.ts';
import type { Finish, Refusal } from './openai-dialect.ts';
import type { Break } from './ollama-scenario.ts';
import type { Cut } from './split-bytes.ts';

/** OpenAiStep is one thing that the fake does while it answers a chat or completions request. */
export type OpenAiStep =
  | { readonly delta: JsonObject }
  /** Ends the choice; the usage chunk (when asked for) and `[DONE]` follow by themselves. */
  | { readonly finish: Finish }
  /** A `data:` frame of the caller's own making. */
  | { readonly frame: Json }
  /** Bytes as they are, terminators included. */
  | { readonly raw: string | Buffer }
  | { readonly comment: string }
  | { readonly until: Promise<unknown> }
  /** An answer in place of the stream. */
  | { readonly refuse: Refusal }
  /** An error in the stream, worded by the dialect, and `[DONE]` after it where the dialect sends one. */
  | { readonly fail: { readonly status: number; readonly message: string } }
  | { readonly break: Break }
  /** Content deltas of `frameBytes` each until `bytes` were taken or the peer left; the bytes are not kept. */
  | { readonly flood: { readonly bytes: number; readonly frameBytes: number } };

export type OpenAiScenario = readonly OpenAiStep[] | ((request: JsonObject) => readonly OpenAiStep[]);

/** Framing is how the events are laid on the wire. */
export interface Framing {
  readonly cut?: Cut;
  readonly newline?: '\n' | '\r\n' | '\r';
  /** Whether a space follows `data:`; true by default. */
  readonly space?: boolean;
}

/** text says each piece in a delta; the last one rides on the finish chunk where the dialect does that. */
export function text(...pieces: string[]): OpenAiStep[] {
  const last = pieces.at(-1) ?? '';
  return [
    ...pieces.slice(0, -1).map((content) => ({ delta: { content } })),
    { finish: { reason: 'stop', delta: { content: last } } },
  ];
}

export interface ToolCallText {
  readonly id: string;
  readonly name: string;
  /** The arguments' JSON text, in the fragments in which it is streamed. */
  readonly fragments: readonly string[];
}

/** toolCalls streams each call in fragments: id, type and name first, then pieces of the arguments. */
export function toolCalls(...calls: ToolCallText[]): OpenAiStep[] {
  const deltas = calls.flatMap((call, index) => [
    {
      delta: {
        tool_calls: [{ id: call.id, type: 'function', index, function: { name: call.name, arguments: '' } }],
      },
    },
    ...call.fragments.map((piece) => ({
      delta: { tool_calls: [{ index, function: { arguments: piece } }] },
    })),
  ]);
  return [...deltas, { finish: { reason: 'tool_calls', delta: {} } }];
}

/** callThenAnswer calls a tool, and answers with the tool's result once the conversation holds one. */
export function callThenAnswer(call: ToolCallText): OpenAiScenario {
  return (request) => {
    const messages = Array.isArray(request['messages']) ? request['messages'] : [];
    const last = messages.at(-1);
    const result = isObject(last) && last['role'] === 'tool' ? last['content'] : undefined;
    return typeof result === 'string' ? text('It says: ', result) : toolCalls(call);
  };
}
