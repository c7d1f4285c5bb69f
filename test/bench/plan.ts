/** Plan says how much of everything a run does. */
export interface Plan {
  /** Compare with the peer, which has to be installed for it. */
  readonly peer: boolean;
  readonly throughput: { readonly connections: number; readonly rounds: number; readonly seconds: number };
  readonly warmUpSeconds: number;
  readonly latency: { readonly rate: number; readonly rounds: number; readonly seconds: number };
  readonly streams: {
    readonly rounds: number;
    readonly concurrent: number;
    readonly perConnection: number;
    readonly tokens: number;
  };
  readonly memory: {
    readonly levels: readonly number[];
    readonly rounds: number;
    readonly holdSeconds: number;
    /** How long the resident set may take to come back after the streams have gone. */
    readonly returnSeconds: number;
  };
  readonly aborts: number;
  readonly starts: number;
}

export const FULL: Plan = {
  peer: true,
  throughput: { connections: 32, rounds: 5, seconds: 3 },
  warmUpSeconds: 5,
  latency: { rate: 1_000, rounds: 3, seconds: 4 },
  streams: { rounds: 2, concurrent: 50, perConnection: 4, tokens: 100 },
  memory: { levels: [10, 100, 1_000], rounds: 2, holdSeconds: 3, returnSeconds: 10 },
  aborts: 200,
  starts: 5,
};

/** SMOKE runs every part once, in miniature: it shows that the bench works, its numbers mean nothing. */
export const SMOKE: Plan = {
  peer: false,
  throughput: { connections: 4, rounds: 1, seconds: 0.2 },
  warmUpSeconds: 0.1,
  latency: { rate: 200, rounds: 1, seconds: 0.3 },
  streams: { rounds: 1, concurrent: 4, perConnection: 1, tokens: 20 },
  memory: { levels: [1, 8], rounds: 1, holdSeconds: 0.1, returnSeconds: 0.2 },
  aborts: 10,
  starts: 1,
};
