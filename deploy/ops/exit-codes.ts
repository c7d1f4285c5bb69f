/** What a command's exit code says; nothing but success is 0. */
export const EXIT = {
  ok: 0,
  failed: 1,
  wrongUsage: 2,
  planOutdated: 3,
  /** It may have happened or not, or it still goes on. */
  unknown: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
