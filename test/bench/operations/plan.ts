/** Plan says how much of everything a run does. */
export interface Plan {
  readonly restarts: { readonly requests: number; readonly services: number; readonly lanes: number };
  /** Jobs at each number of callers. */
  readonly jobs: { readonly callers: readonly number[]; readonly each: number; readonly warmUp: number };
  readonly audit: {
    readonly rounds: number;
    readonly alone: number;
    readonly callers: number;
    readonly each: number;
  };
  readonly logs: { readonly streams: number; readonly linesPerSecond: number; readonly seconds: number };
}

export const FULL: Plan = {
  restarts: { requests: 300, services: 8, lanes: 4 },
  jobs: { callers: [1, 16], each: 400, warmUp: 50 },
  audit: { rounds: 3, alone: 500, callers: 64, each: 100 },
  logs: { streams: 50, linesPerSecond: 20, seconds: 20 },
};

/** SMOKE runs every part once, in miniature: it shows that the bench works, its numbers mean nothing. */
export const SMOKE: Plan = {
  restarts: { requests: 6, services: 2, lanes: 2 },
  jobs: { callers: [1, 4], each: 8, warmUp: 1 },
  audit: { rounds: 1, alone: 5, callers: 4, each: 3 },
  logs: { streams: 3, linesPerSecond: 20, seconds: 1 },
};
