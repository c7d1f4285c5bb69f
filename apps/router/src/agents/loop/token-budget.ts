import type { TokenCount } from '../model/model.js';
import type { RunUsage } from './run-types.js';

const CHARACTERS_PER_TOKEN = 4;

/**
 * TokenBudget counts the tokens of a run as the upstream reports them after each answer. Until then, and where it
 * reports none, four characters are a token.
 */
export class TokenBudget {
  private prompt = 0;
  private completion = 0;
  private estimated = false;
  /** Characters of the question that is being answered, and of its answer so far. */
  private asked = 0;
  private grown = 0;

  constructor(private readonly most: number) {}

  get isSpent(): boolean {
    const { total_tokens: counted } = this.usage;
    return counted >= this.most;
  }

  /** usage counts an answer that is under way, or was broken off, by its characters. */
  get usage(): RunUsage {
    const open = this.asked > 0;
    const prompt = this.prompt + tokensOf(this.asked);
    const completion = this.completion + tokensOf(this.grown);
    return {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
      estimated: this.estimated || open,
    };
  }

  ask(characters: number): void {
    this.asked = Math.max(1, characters);
    this.grown = 0;
  }

  grow(characters: number): void {
    this.grown += characters;
  }

  /** answered takes the place of what was estimated. */
  answered(counted: TokenCount | undefined): void {
    this.estimated ||= counted === undefined;
    this.prompt += counted?.prompt ?? tokensOf(this.asked);
    this.completion += counted?.completion ?? tokensOf(this.grown);
    this.asked = 0;
    this.grown = 0;
  }
}

function tokensOf(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
