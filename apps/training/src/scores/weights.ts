/** How much each part counts; of parts that are missing, see MISSING. */
export const RANKING_WEIGHTS = { convergence: 0.4, stability: 0.3, speed: 0.2, dataset: 0.1 } as const;
export const EVALUATION_WEIGHTS = {
  convergence: 0.35,
  stability: 0.3,
  speed: 0.2,
  dataset: 0.1,
  caption_quality: 0.05,
} as const;
export const INTELLIGENCE_WEIGHTS = {
  convergence: 0.3,
  stability: 0.3,
  speed: 0.2,
  dataset: 0.12,
  caption_quality: 0.08,
} as const;

/** What a part that could not be scored counts as; one that is not named here does not count at all. */
export const MISSING = {
  ranking: { convergence: 50, stability: 50, speed: 0 },
  evaluation: { convergence: 50, stability: 50 },
  intelligence: { convergence: 50, stability: 50, speed: 0 },
} as const;
