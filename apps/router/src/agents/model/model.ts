import type { CancelSignal, JsonObject } from '@app/kernel';

/** ToolWish is a tool call that a model asks for; its arguments are the text that it wrote, be that JSON or not. */
export interface ToolWish {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** Tokens; an upstream that reports none leaves them to be estimated. */
export interface TokenCount {
  readonly prompt: number;
  readonly completion: number;
}

export interface ModelAnswer {
  readonly text: string;
  readonly wishes: readonly ToolWish[];
  /** OpenAI's finish reason; undefined when the upstream gave none. */
  readonly finishReason: string | undefined;
  readonly tokens: TokenCount | undefined;
}

/** ModelQuestion is one request to a model, and who asks. */
export interface ModelQuestion {
  readonly model: string;
  /** The rest of a chat completion's body, without `stream`. */
  readonly body: JsonObject;
  readonly requestId: string;
  readonly traceparent: string | undefined;
  readonly signal: CancelSignal;
  /** Hears each piece of the answer's text; the next one is not read before it resolves. */
  readonly onText: (piece: string) => Promise<void>;
  /** Hears by how many characters the answer has grown, calls and thoughts included. */
  readonly onGrowth: (characters: number) => void;
}

/** Model answers questions. Rejects with a DomainError that names the upstream. */
export interface Model {
  ask(question: ModelQuestion): Promise<ModelAnswer>;
  close(): Promise<void>;
}
