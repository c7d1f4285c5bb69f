/** A call of a tool that a model asks for; its arguments are text, as they came. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** ChatAnswer is what has come of an answer so far. */
export interface ChatAnswer {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly ToolCall[];
  readonly finish?: string;
  readonly usage?: { readonly input: number; readonly output: number };
}

export const NOTHING_YET: ChatAnswer = { text: '', reasoning: '', calls: [] };

/** Of a chunk of OpenAI's chat completions, what is read here; every part of it may be missing. */
export interface ChatChunk {
  readonly choices?: readonly {
    readonly delta?: {
      readonly content?: string | null;
      readonly reasoning_content?: string | null;
      readonly reasoning?: string | null;
      readonly tool_calls?: readonly CallDelta[] | null;
    };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null;
}

interface CallDelta {
  readonly index?: number;
  readonly id?: string | null;
  readonly function?: { readonly name?: string | null; readonly arguments?: string | null };
}

/** withChunk is the answer once a chunk was added. */
export function withChunk(answer: ChatAnswer, { choices, usage }: ChatChunk): ChatAnswer {
  const [{ delta = {}, finish_reason: finish } = {}] = choices ?? [];
  return {
    text: answer.text + (delta.content ?? ''),
    reasoning: answer.reasoning + (delta.reasoning_content ?? delta.reasoning ?? ''),
    calls: (delta.tool_calls ?? []).reduce(withCall, answer.calls),
    ...(answer.finish !== undefined && { finish: answer.finish }),
    ...(typeof finish === 'string' && { finish }),
    ...(answer.usage && { usage: answer.usage }),
    ...(usage && { usage: { input: usage.prompt_tokens ?? 0, output: usage.completion_tokens ?? 0 } }),
  };
}

/** Pieces of one call have its index; a piece without one goes on with the last call, unless it brings a new id. */
function withCall(calls: readonly ToolCall[], delta: CallDelta): readonly ToolCall[] {
  const isNew = typeof delta.id === 'string' && calls.every(({ id }) => id !== delta.id);
  const at = delta.index ?? (isNew ? calls.length : Math.max(0, calls.length - 1));
  const known = calls[at] ?? { id: '', name: '', arguments: '' };
  const grown = {
    id: delta.id ?? known.id,
    name: known.name + (delta.function?.name ?? ''),
    arguments: known.arguments + (delta.function?.arguments ?? ''),
  };
  return at < calls.length ? calls.with(at, grown) : [...calls, grown];
}

/** hasContent tells whether there is anything that a reader could see. */
export function hasContent({ text, reasoning, calls }: ChatAnswer): boolean {
  return text !== '' || reasoning !== '' || calls.length > 0;
}
