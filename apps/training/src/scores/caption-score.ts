import type { NlpAnalysis } from '../contract/index.js';
import { clamped } from './points.js';

/** The score from this diversity of words on, the highest first. */
const DIVERSITY = [
  { atLeast: 0.45, score: 92 },
  { atLeast: 0.3, score: 78 },
  { atLeast: 0.2, score: 63 },
  { atLeast: 0, score: 45 },
] as const;
const FLAGS = { caption_vocabulary_low_diversity: 12, captions_too_short: 15 } as const;

/** How much captions tell, 0 to 100; null when there are no words. */
export function captionScore({
  caption_token_diversity: diversity,
  style_flags,
}: NlpAnalysis): number | null {
  if (diversity === null) return null;
  const score = DIVERSITY.find(({ atLeast }) => diversity >= atLeast)?.score ?? 0;
  return clamped(
    style_flags.reduce((left, flag) => left - FLAGS[flag], score),
    0,
    100,
  );
}
