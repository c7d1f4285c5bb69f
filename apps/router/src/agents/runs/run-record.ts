import type { FinishReason, RunEvent, RunUsage, StepNote } from '../loop/run-types.js';

export type RunStatus = 'running' | 'completed' | 'failed' | 'cancelled';

/** RunRecord is a run as it is answered and kept. */
export interface RunRecord {
  readonly id: string;
  readonly object: 'agent.run';
  readonly agent: string;
  readonly model: string;
  readonly status: RunStatus;
  /** Null unless it was completed. */
  readonly finish_reason: FinishReason | null;
  /** The final answer; of a run that was cut off, what there is of it. */
  readonly text: string;
  readonly steps: readonly StepNote[];
  readonly usage: RunUsage;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** RFC 3339. */
  readonly created_at: string;
  readonly ended_at: string | null;
  readonly request_id: string;
}

/** KeptRun is a record and the client whose run it is, who alone may see it. */
export interface KeptRun {
  readonly client: string;
  readonly record: RunRecord;
  /** Milliseconds since the epoch: it has ended by then, or the router that had it was ended. */
  readonly until: number;
}

/** NumberedEvent is an event of a run and its place in it, from 1 without holes. */
export interface NumberedEvent {
  readonly place: number;
  readonly event: RunEvent;
}
