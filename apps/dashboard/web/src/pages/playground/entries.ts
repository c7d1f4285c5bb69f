import type { Problem } from '../../api/problem.js';
import type { ChatAnswer } from './chat-answer.js';

/** One thing that was said, in the order of a conversation. */
export type Entry = UserEntry | AnswerEntry | ToolEntry;

export interface UserEntry {
  readonly kind: 'user';
  readonly id: number;
  readonly text: string;
}

export interface AnswerEntry {
  readonly kind: 'answer';
  readonly id: number;
  readonly model: string;
  readonly answer: ChatAnswer;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly requestId?: string;
  readonly problem?: Problem;
  /** Milliseconds from the sending to the first that could be read, and to the end. */
  readonly firstMs?: number;
  readonly endMs?: number;
}

export interface ToolEntry {
  readonly kind: 'tool';
  readonly id: number;
  /** Of the model's call. */
  readonly callId: string;
  readonly server: string;
  readonly tool: string;
  readonly state: 'running' | 'done' | 'failed';
  /** What the model is told. */
  readonly text: string;
  readonly ms?: number;
}

/** messagesOf is a conversation as a request has it. A call that nobody made is answered as such: each needs an answer. */
export function messagesOf(system: string, entries: readonly Entry[]): readonly object[] {
  const said = entries.flatMap((entry, at): object[] => {
    if (entry.kind === 'user') return [{ role: 'user', content: entry.text }];
    return entry.kind === 'answer' ? answered(entry, madeAfter(entries, at)) : [];
  });
  return system.trim() === '' ? said : [{ role: 'system', content: system }, ...said];
}

/** madeAfter are the calls that follow an answer. Ids are no help beyond that: some models use the same ones in each turn. */
function madeAfter(entries: readonly Entry[], answer: number): ReadonlyMap<string, ToolEntry> {
  const rest = entries.slice(answer + 1);
  const end = rest.findIndex(({ kind }) => kind !== 'tool');
  const made = (end < 0 ? rest : rest.slice(0, end)).filter((entry) => entry.kind === 'tool');
  return new Map(made.map((entry) => [entry.callId, entry]));
}

/** An answer that failed before its first word was none. */
function answered({ answer }: AnswerEntry, results: ReadonlyMap<string, ToolEntry>): object[] {
  const { text, calls } = answer;
  if (text === '' && calls.length === 0) return [];
  if (calls.length === 0) return [{ role: 'assistant', content: text }];
  const made = calls.map(({ id, name, arguments: given }) => ({
    id,
    type: 'function',
    function: { name, arguments: given },
  }));
  const content = calls.map(({ id }) => ({
    role: 'tool',
    tool_call_id: id,
    content: results.get(id)?.text ?? 'The call was not made.',
  }));
  return [{ role: 'assistant', content: text === '' ? null : text, tool_calls: made }, ...content];
}

/** pendingCalls are the calls of the last answer that nobody has made yet. */
export function pendingCalls(entries: readonly Entry[]) {
  const at = entries.findLastIndex(({ kind }) => kind !== 'tool');
  const last = entries[at];
  if (last?.kind !== 'answer' || last.state !== 'done') return [];
  const made = madeAfter(entries, at);
  return last.answer.calls.filter(({ id }) => !made.has(id));
}

/** Figures of an answer; what nobody can tell is absent. */
export interface Figures {
  readonly firstMs?: number;
  readonly tokensPerSecond?: number;
  readonly input?: number;
  readonly output?: number;
}

/** What came in one piece, so quickly, has no rate. */
const SHORTEST_S = 0.05;

/** figuresOf tells how fast an answer was, as it was seen here: its first token, then tokens per second after that. */
export function figuresOf({ answer: { usage }, firstMs, endMs }: AnswerEntry): Figures {
  const seconds = endMs === undefined || firstMs === undefined ? 0 : (endMs - firstMs) / 1_000;
  const rate = usage && seconds >= SHORTEST_S ? usage.output / seconds : undefined;
  return {
    ...(firstMs !== undefined && { firstMs }),
    ...(rate !== undefined && { tokensPerSecond: rate }),
    ...(usage && { input: usage.input, output: usage.output }),
  };
}
