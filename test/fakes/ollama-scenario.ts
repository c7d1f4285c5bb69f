import { isObject, type Json, type JsonObject } from './json.ts';

export interface ToolCallMade {
  readonly id?: string;
  readonly name: string;
  readonly arguments: JsonObject;
  readonly index?: number;
}

export interface Said {
  readonly content?: string;
  readonly thinking?: string;
  readonly toolCalls?: readonly ToolCallMade[];
  readonly logprobs?: Json;
}

export interface Finished extends Said {
  /** Absent: the done record names no reason. */
  readonly reason?: string;
  /** Token counts; 0 is left out of the record, as Ollama does. */
  readonly promptTokens?: number;
  readonly tokens?: number;
}

/** Eof ends the body with no further record; hang sends the headers and nothing more; silence not even those. */
export type Break = 'eof' | 'reset' | 'hang' | 'silence';

/** OllamaStep is one thing that the fake does while it answers a chat or generate request. */
export type OllamaStep =
  | { readonly say: Said }
  | { readonly done: Finished }
  /** A line of the caller's own making; the newline is added. */
  | { readonly line: string }
  | { readonly until: Promise<unknown> }
  /** An answer in place of the stream: `{"error":"text"}` with a status. */
  | { readonly refuse: { readonly status: number; readonly error: string } }
  | { readonly errorLine: string }
  | { readonly break: Break };

export type OllamaScenario = readonly OllamaStep[] | ((request: JsonObject) => readonly OllamaStep[]);

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

function randomText(length: number): string {
  const pick = (): string => ALPHABET[Math.floor(Math.random() * ALPHABET.length)] ?? 'a';
  return Array.from({ length }, pick).join('');
}

const numbered = (calls: readonly ToolCallMade[], id: () => string): ToolCallMade[] =>
  calls.map((call, index) => ({ id: id(), index, ...call }));

/** callsOnDone is how the native path sends tool calls: on the done record alone, with 32-character ids. */
export function callsOnDone(...calls: ToolCallMade[]): OllamaStep[] {
  const toolCalls = numbered(calls, () => randomText(32));
  return [{ done: { toolCalls, reason: 'stop', promptTokens: 40, tokens: 12 } }];
}

/** callsOnOwnRecords is how the rendered path sends tool calls: each on its own record, before the done record. */
export function callsOnOwnRecords(...calls: ToolCallMade[]): OllamaStep[] {
  const made = numbered(calls, () => `call_${randomText(8)}`);
  return [
    ...made.map((call) => ({ say: { toolCalls: [call] } })),
    { done: { reason: 'stop', promptTokens: 40, tokens: 12 } },
  ];
}

/** text says each piece in a record of its own, then is done. */
export function text(...pieces: string[]): OllamaStep[] {
  return [
    ...pieces.map((content) => ({ say: { content } })),
    { done: { reason: 'stop', promptTokens: 21, tokens: pieces.length } },
  ];
}

/** callThenAnswer calls a tool, and answers with the tool's result once the conversation holds one. */
export function callThenAnswer(call: ToolCallMade, placed: typeof callsOnDone): OllamaScenario {
  return (request) => {
    const messages = Array.isArray(request['messages']) ? request['messages'] : [];
    const last = messages.at(-1);
    const result = isObject(last) && last['role'] === 'tool' ? last['content'] : undefined;
    return typeof result === 'string' ? text('It says: ', result) : placed(call);
  };
}
