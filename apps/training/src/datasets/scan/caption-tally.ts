import { createHash } from 'node:crypto';
import type { DatasetAnalysis } from '../../contract/index.js';
import { topTerms } from '../../logs/index.js';
import { rounded, statisticsOf } from '../../statistics/index.js';
import { IMAGE_RULES, SCAN_LIMITS } from '../limits.js';

type CaptionFigures = Pick<
  DatasetAnalysis,
  | 'caption_non_empty_count'
  | 'caption_missing_count'
  | 'caption_empty_count'
  | 'caption_coverage_pct'
  | 'unique_caption_ratio'
  | 'caption_words'
  | 'caption_chars'
  | 'top_caption_terms'
  | 'caption_examples'
>;

/** CaptionTally counts captions, and keeps so many of them as the analysis of language may take. */
export class CaptionTally {
  readonly kept: string[] = [];
  #room: number = SCAN_LIMITS.captionsKept;
  #missing = 0;
  #empty = 0;
  readonly #words: number[] = [];
  readonly #chars: number[] = [];
  /** Digests: captions may be long, and there may be many. */
  readonly #different = new Set<string>();

  add(caption: string | undefined): void {
    const words = caption?.split(/\s+/u).filter((word) => word !== '');
    if (words === undefined) this.#missing += 1;
    else if (words.length === 0) this.#empty += 1;
    else this.addWords(words);
  }

  figures(): CaptionFigures {
    const present = this.#words.length;
    const scanned = present + this.#missing + this.#empty;
    return {
      caption_non_empty_count: present,
      caption_missing_count: this.#missing,
      caption_empty_count: this.#empty,
      caption_coverage_pct: scanned === 0 ? 0 : rounded((present / scanned) * 100, 2),
      unique_caption_ratio: present === 0 ? null : rounded(this.#different.size / present, 4),
      caption_words: statisticsOf(this.#words),
      caption_chars: statisticsOf(this.#chars),
      top_caption_terms: [...topTerms(this.kept, IMAGE_RULES.captionTerms)],
      caption_examples: this.kept.slice(0, IMAGE_RULES.captionExamples),
    };
  }

  private addWords(words: readonly string[]): void {
    const caption = words.join(' ');
    this.#words.push(words.length);
    this.#chars.push(Array.from(caption).length);
    this.#different.add(createHash('sha256').update(caption.toLowerCase()).digest('base64'));
    if (caption.length > this.#room) return;
    this.#room -= caption.length;
    this.kept.push(caption);
  }
}
