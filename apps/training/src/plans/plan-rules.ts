/** The first profile of which a word stands in the goal is the goal's; with none it is general. */
export const GOAL_WORDS = [
  ['style', ['style', 'aesthetic', 'look', 'art style', 'painting']],
  ['character', ['character', 'person', 'face', 'portrait', 'avatar']],
  ['object', ['object', 'product', 'item', 'logo']],
] as const;
export const GOAL_PROFILES = ['style', 'character', 'object', 'general'] as const;
export type GoalProfile = (typeof GOAL_PROFILES)[number];

/** Steps for data sets of fewer images than the bound. */
export const STEPS_BY_IMAGES = [
  { below: 1, steps: 1_000 },
  { below: 20, steps: 700 },
  { below: 100, steps: 1_400 },
  { below: 500, steps: 2_600 },
  { below: 2_000, steps: 4_200 },
  { below: Infinity, steps: 6_000 },
] as const;

/** Few images need a small rank, and few are also those of which a high learning rate learns all by heart. */
export const RANKS = {
  byGoal: { style: 32, character: 24, object: 16, general: 16 },
  halvedBelowImages: 30,
  min: 8,
} as const;
export const LEARNING_RATES = { fewImages: 50, few: 1.5e-4, other: 2e-4 } as const;

/** What fits into memory of up to so many GB. */
export const SIZES_BY_VRAM = {
  flux: [
    { upToGb: 10, resolution: 640, batch_size: 1, low_vram: true },
    { upToGb: 16, resolution: 768, batch_size: 1, low_vram: true },
    { upToGb: 24, resolution: 1_024, batch_size: 1, low_vram: false },
    { upToGb: Infinity, resolution: 1_024, batch_size: 2, low_vram: false },
  ],
  other: [
    { upToGb: 8, resolution: 512, batch_size: 1, low_vram: true },
    { upToGb: 12, resolution: 640, batch_size: 1, low_vram: true },
    { upToGb: 24, resolution: 768, batch_size: 1, low_vram: false },
    { upToGb: Infinity, resolution: 1_024, batch_size: 2, low_vram: false },
  ],
} as const;
export const DEFAULT_VRAM_GB = 16;

/** Steps a minute at 512 pixels and a batch of one; four times the pixels take four times as long. */
export const THROUGHPUT = { flux: 18, other: 45, atPixels: 512, min: 4 } as const;

export const PROFILES = {
  fast: { steps: 0.65, learningRate: 0.9 },
  balanced: { steps: 1, learningRate: 1 },
  quality: { steps: 1.45, learningRate: 0.8 },
} as const;
export const PROFILE_NAMES = ['fast', 'balanced', 'quality'] as const satisfies (keyof typeof PROFILES)[];
export type ProfileName = (typeof PROFILE_NAMES)[number];
export const MIN_STEPS = { planned: 300, clipped: 250 } as const;

export const CONFIDENCE = {
  base: 0.55,
  datasetKnown: 0.15,
  vramKnown: 0.1,
  modelKnown: 0.1,
  lowCoverage: -0.05,
  min: 0.1,
  max: 0.95,
} as const;
export const LOW_COVERAGE_PCT = 80;

export const NEXT_ACTIONS = [
  'Write a config with create-training-config from the recommended plan.',
  'Check it with validate-training-config, and mend what it finds.',
  'Train it with run-training-with-guardrails, and look at it with get-training-observability.',
] as const;
