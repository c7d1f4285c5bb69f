import type { NlpAnalysis } from '../contract/index.js';
import { mean, rounded } from '../statistics/index.js';
import { LIMITS } from './limits.js';
import { parseProgressBar } from './progress-bar.js';
import { DECIMALS, THRESHOLDS } from './thresholds.js';
import { termsOf, topTerms } from './top-terms.js';

export interface RunTexts {
  /** Of the log, as analyzeRun gives them. */
  readonly lines: readonly string[];
  readonly captions: readonly string[];
}

/** analyzeText says which words a run is about, and whether its captions say enough. Bars are no words. */
export function analyzeText({ lines, captions }: RunTexts): NlpAnalysis {
  const said = captions.filter((caption) => caption.trim() !== '');
  const terms = said.flatMap(termsOf);
  const vocabulary = new Set(terms).size;
  const diversity = terms.length === 0 ? null : vocabulary / terms.length;
  return {
    log_top_terms: topTerms(
      lines.filter((line) => parseProgressBar(line) === undefined),
      LIMITS.topTerms,
    ),
    caption_top_terms: topTerms(said, LIMITS.topTerms),
    caption_token_count: terms.length,
    caption_vocabulary_size: vocabulary,
    caption_token_diversity: diversity === null ? null : rounded(diversity, DECIMALS.ratio),
    caption_ascii_ratio: asciiRatio(said),
    style_flags: flagsOf(said, diversity),
  };
}

function asciiRatio(captions: readonly string[]): number | null {
  if (captions.length === 0) return null;
  const ascii = captions.reduce((sum, each) => sum + (each.match(/[\0-\x7f]/g)?.length ?? 0), 0);
  const all = captions.reduce((sum, each) => sum + each.length, 0);
  return rounded(ascii / all, DECIMALS.ratio);
}

function flagsOf(captions: readonly string[], diversity: number | null): NlpAnalysis['style_flags'] {
  const flags: NlpAnalysis['style_flags'] = [];
  const { lowDiversityBelow, shortBelowWords } = THRESHOLDS.captions;
  const words = mean(captions.map((caption) => caption.trim().split(/\s+/).length));
  if (diversity !== null && diversity < lowDiversityBelow) flags.push('caption_vocabulary_low_diversity');
  if (words < shortBelowWords) flags.push('captions_too_short');
  return flags;
}
