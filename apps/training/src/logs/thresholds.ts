/** Where numbers become words. */
export const THRESHOLDS = {
  speed: {
    /** Iterations per second; below the first the run is critical, below the second slow. */
    criticalBelow: 0.05,
    slowBelow: 0.2,
    /** Samples that a trend takes. */
    trendSamples: 4,
    /** Per cent between the means of the first and the second half. */
    trendPct: 5,
    /** Times the median of the seconds per step: a lone gap above it is a pause. */
    pauseFactor: 4,
  },
  loss: {
    trendPct: 10,
    /** Times the median. */
    spikeFactor: 5,
  },
  captions: { lowDiversityBelow: 0.2, shortBelowWords: 4 },
} as const;

export const DECIMALS = { percent: 2, ratio: 4 } as const;
