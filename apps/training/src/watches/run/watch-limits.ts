/** What watches may take of the server. */
export const WATCH_LIMITS = {
  /** Of one watch; the newest. */
  snapshots: 50,
  /** Watches that poll at the same time. */
  active: 50,
  /** Watches that can be asked for, those that have ended included; the oldest of these go first. */
  kept: 200,
  /** How long a job may stand as it was before a start to which the backend gave no clear answer. */
  secondsToSeeStart: 120,
  /** How often a stop by guardrail is tried. */
  stopAttempts: 3,
  msBetweenStops: 5_000,
  /** A watch of another server that has not been written for so long, and for three polls, has lost its server. */
  msUntilLost: 60_000,
  /** Between reaching for such a watch and polling it. */
  msToClaim: 1_000,
} as const;
