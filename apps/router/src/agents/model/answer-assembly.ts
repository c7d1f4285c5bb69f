import { DomainError, isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import type { ModelAnswer, TokenCount, ToolWish } from './model.js';

/** Growth is what one chunk added to an answer. */
export interface Growth {
  readonly text: string;
  readonly characters: number;
}

const MOST_WISHES = 128;
const LONGEST_ANSWER = 4 * 1024 * 1024;
const LONGEST_REASON = 2_000;
/** What servers call the thoughts of their models. */
const THOUGHTS = ['reasoning_content', 'reasoning'];

interface GrowingWish {
  id: string;
  name: string;
  arguments: string;
}

/**
 * AnswerAssembly puts a model's answer together from the chunks of a chat completion, or from a whole one. Throws
 * `upstream_malformed` for an answer that has no end, and `upstream_failed` for an error among the chunks.
 */
export class AnswerAssembly {
  private text = '';
  private size = 0;
  private readonly wishes = new Map<number, GrowingWish>();
  private finishReason: string | undefined;
  private tokens: TokenCount | undefined;

  constructor(private readonly upstream: string) {}

  add(chunk: JsonObject): Growth {
    if (chunk['error'] !== undefined) throw this.failure(chunk['error']);
    this.tokens = tokensIn(chunk['usage']) ?? this.tokens;
    const [choice] = objectsIn(chunk['choices']);
    if (choice === undefined) return { text: '', characters: 0 };
    if (typeof choice['finish_reason'] === 'string') this.finishReason = choice['finish_reason'];
    const delta = choice['delta'] ?? choice['message'];
    return isJsonObject(delta) ? this.grow(delta) : { text: '', characters: 0 };
  }

  /** answer gives calls that came without an id, or with one that was there before, an id of their own. */
  answer(newId: () => string): ModelAnswer {
    const ids = new Set<string>();
    const wishes = [...this.wishes.values()].map((wish): ToolWish => {
      const id = wish.id === '' || ids.has(wish.id) ? newId() : wish.id;
      ids.add(id);
      return { ...wish, id };
    });
    return { text: this.text, wishes, finishReason: this.finishReason, tokens: this.tokens };
  }

  private grow(delta: JsonObject): Growth {
    const text = textIn(delta['content']);
    this.text += text;
    let characters = text.length + THOUGHTS.reduce((sum, name) => sum + textIn(delta[name]).length, 0);
    objectsIn(delta['tool_calls']).forEach((part, place) => (characters += this.growWish(part, place)));
    this.size += characters;
    if (this.size > LONGEST_ANSWER) throw this.malformed(`an answer of over ${LONGEST_ANSWER} characters`);
    return { text, characters };
  }

  private growWish(part: JsonObject, place: number): number {
    const index = typeof part['index'] === 'number' ? part['index'] : place;
    const wish = this.wishes.get(index) ?? { id: '', name: '', arguments: '' };
    this.wishes.set(index, wish);
    if (this.wishes.size > MOST_WISHES) throw this.malformed(`over ${MOST_WISHES} tool calls in one answer`);
    const given = isJsonObject(part['function']) ? part['function'] : {};
    const [id, name, written] = [textIn(part['id']), textIn(given['name']), writtenIn(given['arguments'])];
    if (id !== '') wish.id = id;
    if (name !== '') wish.name = name;
    wish.arguments += written;
    return id.length + name.length + written.length;
  }

  private failure(error: JsonValue): DomainError {
    const words = textIn(isJsonObject(error) ? error['message'] : error).slice(0, LONGEST_REASON);
    const message = `The upstream "${this.upstream}" broke its answer off: ${words || 'it did not say why'}`;
    return new DomainError('upstream_failed', message, { upstream: this.upstream });
  }

  private malformed(what: string): DomainError {
    const message = `The upstream "${this.upstream}" sent ${what}.`;
    return new DomainError('upstream_malformed', message, { upstream: this.upstream });
  }
}

function objectsIn(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textIn(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Some servers send the arguments as the object that they should be the text of. */
function writtenIn(value: JsonValue | undefined): string {
  return isJsonObject(value) ? JSON.stringify(value) : textIn(value);
}

function tokensIn(usage: JsonValue | undefined): TokenCount | undefined {
  if (!isJsonObject(usage)) return undefined;
  const [prompt, completion] = [usage['prompt_tokens'], usage['completion_tokens']];
  if (typeof prompt !== 'number' && typeof completion !== 'number') return undefined;
  return { prompt: Number(prompt ?? 0), completion: Number(completion ?? 0) };
}
